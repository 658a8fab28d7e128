//! Bringing a system up: ports, tables, queues, functions, clocks, in that order.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch};

use super::System;
use crate::{
    faults::Faults,
    gateway::{self, Gateway, RouteError, Routes},
    lambda::{Floor, Function},
    mapping::Mapping,
    options::Options,
    schedule::{ExpressionError, Schedule},
    sqs::{self, Queues},
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
        if let Some(soon) = options.retry_after {
            queues.recall(soon);
        }
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
