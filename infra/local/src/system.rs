//! The whole system, running: built from the template, driven by tests and by `cargo dev`.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes};
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    faults::Faults,
    gateway::{self, Gateway, RouteError, Routes},
    lambda::{Failure, Floor, Function},
    log::Log,
    mapping::Mapping,
    options::Options,
    schedule::{ExpressionError, Schedule},
    sqs::{self, Counts, Message, Queues},
    table::{TableError, Tables},
    template::{Document, Surroundings, Template, TemplateError},
};

/// Why a system does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens on the gateway's port.
    #[error("port {0} is taken; another `cargo dev` may be running, or choose one with --port")]
    PortTaken(u16),
    /// The queues' journal or a port cannot be had.
    #[error("the queues or their port cannot be had")]
    Io(#[from] io::Error),
    /// The template cannot be run.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The tables cannot be opened.
    #[error(transparent)]
    Tables(#[from] TableError),
    /// Two routes contradict each other.
    #[error(transparent)]
    Route(#[from] RouteError),
    /// A schedule makes no sense.
    #[error(transparent)]
    Schedule(#[from] ExpressionError),
}

/// The queues did not become empty in time.
#[derive(Debug, thiserror::Error)]
#[error("after {limit:?} the queues still hold messages: {left:?}")]
pub struct NotDrained {
    limit: Duration,
    left: Vec<(String, Counts)>,
}

/// A message that a queue gave up.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The dead-letter queue it lies in.
    pub queue: String,
    /// The message.
    pub message: Message,
}

/// A running system. Dropping it ends every process it started.
pub struct System {
    gateway: SocketAddr,
    dynamodb: SocketAddr,
    sqs: SocketAddr,
    functions: Vec<Arc<Function>>,
    schedules: Vec<Arc<Schedule>>,
    tables: Tables,
    queues: Arc<Queues>,
    faults: Arc<Faults>,
    log: Log,
    stop: watch::Sender<bool>,
}

impl System {
    /// Starts everything the template describes.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await;
        let listener = listener.map_err(|error| {
            let is_taken = error.kind() == io::ErrorKind::AddrInUse;
            if is_taken { StartError::PortTaken(options.port) } else { StartError::Io(error) }
        })?;
        let tables_listener = TcpListener::bind("127.0.0.1:0").await?;
        let queues_listener = TcpListener::bind("127.0.0.1:0").await?;
        let gateway = listener.local_addr()?;
        let dynamodb = tables_listener.local_addr()?;
        let sqs = queues_listener.local_addr()?;

        let template = resolve(&options, gateway, sqs)?;
        let kept = |name: &str| options.storage.as_ref().map(|it| it.join(name));
        let tables = Tables::open(&template.tables, kept("tables.sqlite").as_deref())?;
        let journal = kept("queues.journal");
        let queues = Queues::open(&template.queues, &format!("http://{sqs}"), journal.as_deref())?;
        let queues = Arc::new(queues);
        let faults = Arc::new(Faults::new(options.seed));
        let (stop, stopped) = watch::channel(false);
        let floor = Arc::new(floor(&options, (dynamodb, sqs), &faults, &stopped));
        let start = |spec| Arc::new(Function::new(spec, Arc::clone(&floor)));
        let functions: Vec<_> = template.functions.into_iter().map(start).collect();

        tables.serve(tables_listener, Arc::clone(&faults), stopped.clone()).await?;
        tables.sweep(options.log.clone(), stopped.clone());
        serve(queues_listener, sqs::router(Arc::clone(&queues)), stopped.clone());
        let routes = Routes::new(&functions)?;
        let front = Gateway { routes, site: options.site, log: options.log.clone() };
        serve(listener, gateway::router(Arc::new(front)), stopped);

        let mut system = Self {
            gateway,
            dynamodb,
            sqs,
            functions,
            schedules: Vec::new(),
            tables,
            queues,
            faults,
            log: options.log,
            stop,
        };
        system.wind_clocks()?;
        system.feed_functions(options.retry_after);
        Ok(system)
    }

    fn wind_clocks(&mut self) -> Result<(), ExpressionError> {
        for function in &self.functions {
            for spec in &function.spec.schedules {
                let schedule = Arc::new(Schedule::new(spec.clone(), Arc::clone(function))?);
                self.schedules.push(Arc::clone(&schedule));
                tokio::spawn(schedule.run(self.log.clone(), self.stop.subscribe()));
            }
        }
        Ok(())
    }

    fn feed_functions(&self, retry_after: Option<Duration>) {
        for function in &self.functions {
            for spec in &function.spec.mappings {
                let mapping = Mapping {
                    spec: spec.clone(),
                    function: Arc::clone(function),
                    queues: Arc::clone(&self.queues),
                    faults: Arc::clone(&self.faults),
                    log: self.log.clone(),
                    retry_after,
                };
                tokio::spawn(mapping.run(self.stop.subscribe()));
            }
        }
    }

    /// Where browsers and providers reach the platform.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway)
    }

    /// Where an AWS SDK reaches the tables.
    pub fn dynamodb_url(&self) -> String {
        format!("http://{}", self.dynamodb)
    }

    /// Where an AWS SDK reaches the queues.
    pub fn sqs_url(&self) -> String {
        format!("http://{}", self.sqs)
    }

    /// The URL of the queue with this logical id.
    pub fn queue_url(&self, name: &str) -> String {
        self.queues.url_of(name)
    }

    /// The faults planned for this system.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// What happened so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Invokes a function by its folder or logical id and waits for its answer.
    ///
    /// # Panics
    /// If the template has no such function.
    pub async fn invoke(&self, name: &str, payload: &Value) -> Result<Value, Failure> {
        let function = self.function(name);
        let answer = function.invoke(Bytes::from(payload.to_string())).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// How many processes of a function are warm and idle.
    ///
    /// # Panics
    /// If the template has no such function.
    pub fn idle_instances(&self, name: &str) -> usize {
        self.function(name).idle_instances()
    }

    fn function(&self, name: &str) -> &Function {
        let is_called = |it: &&Arc<Function>| it.spec.name == name || it.spec.folder == name;
        let found = self.functions.iter().find(is_called);
        found.unwrap_or_else(|| panic!("the template has no function `{name}`"))
    }

    /// Fires a schedule now, by its name or by the name of its function.
    ///
    /// # Panics
    /// If the template has no such schedule.
    pub async fn fire_schedule(&self, name: &str) -> Result<(), Failure> {
        let found = self.schedules.iter().find(|it| it.is_called(name));
        let schedule = found.unwrap_or_else(|| panic!("the template has no schedule `{name}`"));
        schedule.fire().await.map(drop)
    }

    /// Waits until no queue that feeds a function holds a message that is due or being handled.
    /// Messages sent with a delay do not count: [`System::hasten_queues`] makes them due.
    pub async fn drain_queues(&self, limit: Duration) -> Result<(), NotDrained> {
        let feeding: Vec<_> = self.feeding_queues().collect();
        let deadline = Instant::now() + limit;
        let mut changes = self.queues.changes();
        loop {
            changes.borrow_and_update();
            let left = self.queues.busy(&feeding);
            if left.is_empty() {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(NotDrained { limit, left });
            }
            // A delay may run out without any change, hence the short sleep.
            let _ = tokio::time::timeout(Duration::from_millis(50), changes.changed()).await;
        }
    }

    /// Makes every delayed message due now.
    pub fn hasten_queues(&self) {
        for name in self.feeding_queues() {
            self.queues.hasten(name);
        }
    }

    fn feeding_queues(&self) -> impl Iterator<Item = &str> {
        let mappings = self.functions.iter().flat_map(|it| &it.spec.mappings);
        mappings.map(|it| it.queue.as_str())
    }

    /// How full a queue is; `None` if the template has no such queue.
    pub fn counts(&self, queue: &str) -> Option<Counts> {
        self.queues.counts(queue)
    }

    /// Every message that some queue gave up.
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        let specs = self.queues.names().into_iter().filter_map(|it| self.queues.spec(&it));
        let targets = specs.filter_map(|it| it.redrive).map(|it| it.to);
        targets
            .flat_map(|queue| {
                let letters = self.queues.peek(&queue);
                letters.into_iter().map(move |message| DeadLetter { queue: queue.clone(), message })
            })
            .collect()
    }

    /// Deletes rows whose time is over, which AWS does within days.
    pub fn sweep_expired(&self) -> Result<usize, TableError> {
        self.tables.sweep_now()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        for function in &self.functions {
            function.close();
        }
    }
}

fn resolve(
    options: &Options,
    gateway: SocketAddr,
    sqs: SocketAddr,
) -> Result<Template, TemplateError> {
    let mut parameters = options.parameters.clone();
    parameters.entry("PublicUrl".to_owned()).or_insert_with(|| format!("http://{gateway}"));
    let around =
        Surroundings { parameters, secrets: options.secrets.clone(), sqs: format!("http://{sqs}") };
    Document::parse(&options.template)?.resolve(&around)
}

fn floor(
    options: &Options,
    (dynamodb, sqs): (SocketAddr, SocketAddr),
    faults: &Arc<Faults>,
    stop: &watch::Receiver<bool>,
) -> Floor {
    let mut env = options.env.clone();
    env.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), format!("http://{dynamodb}"));
    env.insert("AWS_ENDPOINT_URL_SQS".to_owned(), format!("http://{sqs}"));
    Floor {
        binaries: options.binaries.clone(),
        env,
        faults: Arc::clone(faults),
        log: options.log.clone(),
        stop: stop.clone(),
    }
}

fn serve(listener: TcpListener, app: Router, mut stop: watch::Receiver<bool>) {
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        let stopped = async move {
            // A sender that is gone says the same as one that says stop.
            let _ = stop.wait_for(|it| *it).await;
        };
        // Serving ends with the system; there is nobody left to tell.
        let _ = axum::serve(listener, app).with_graceful_shutdown(stopped).await;
    });
}
