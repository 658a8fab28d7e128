//! Every function of the platform, and how it is called.

use crate::clock::CLOCK;
use crate::errand::hears;
use crate::given::Given;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use edge::{Problem, Reply, Request};
use trail::Trace;

pub(crate) struct Functions {
    login: login::Deps,
    get_captcha: get_captcha::Deps,
    refresh_session: refresh_session::Deps,
    logout: logout::Deps,
    change_password: change_password::Deps,
    show_me: show_me::Deps,
    change_phone: change_phone::Deps,
    list_sessions: list_sessions::Deps,
    end_sessions: end_sessions::Deps,
    identify_payer: identify_payer::Deps,
    enter_sso: enter_sso::Deps,
    enter_wechat: enter_wechat::Deps,
    bind_wechat: bind_wechat::Deps,
    register: register::Deps,
    reset_password: reset_password::Deps,
    reset_person: reset_person::Deps,
    import_bills: import_bills::Deps,
    edit_catalogue: edit_catalogue::Deps,
    list_fees: list_fees::Deps,
    list_news: list_news::Deps,
    list_projects: list_projects::Deps,
    enrollment: enrollment::Deps,
    list_roster: list_roster::Deps,
    create_order: create_order::Deps,
    decide_refunds: decide_refunds::Deps,
    query_order: query_order::Deps,
    close_order: close_order::Deps,
    query_history: query_history::Deps,
    list_arrears: list_arrears::Deps,
    list_channels: list_channels::Deps,
    prove_payment: prove_payment::Deps,
    check_proof: check_proof::Deps,
    return_payer: return_payer::Deps,
    payment_notify: payment_notify::Deps,
    refund_payment: refund_payment::Deps,
    settle_payment: settle_payment::Deps,
    chase_payments: chase_payments::Deps,
    sweep_orders: sweep_orders::Deps,
    reconcile_day: reconcile_day::Deps,
    upload_statement: upload_statement::Deps,
    show_reports: show_reports::Deps,
}

/// The site's functions ask where a change comes from; what a provider or the campus says proves itself.
const OPEN: [&str; 3] = ["enter-sso", "payment-notify", "return-payer"];

impl Functions {
    pub(crate) fn new(it: &Given) -> Self {
        Self {
            login: it.login(),
            get_captcha: it.get_captcha(),
            refresh_session: it.refresh_session(),
            logout: logout::Deps { clock: CLOCK, store: it.store() },
            change_password: it.change_password(),
            show_me: show_me::Deps { clock: CLOCK, store: it.store(), tokens: it.tokens() },
            change_phone: it.change_phone(),
            list_sessions: it.list_sessions(),
            end_sessions: it.end_sessions(),
            identify_payer: it.identify_payer(),
            enter_sso: it.enter_sso(),
            enter_wechat: it.enter_wechat(),
            bind_wechat: it.bind_wechat(),
            register: it.register(),
            reset_password: it.reset_password(),
            reset_person: it.reset_person(),
            import_bills: it.import_bills(),
            edit_catalogue: it.edit_catalogue(),
            list_fees: it.list_fees(),
            list_news: it.list_news(),
            list_projects: it.list_projects(),
            enrollment: it.enrollment(),
            list_roster: it.list_roster(),
            create_order: it.create_order(),
            decide_refunds: it.decide_refunds(),
            query_order: it.query_order(),
            close_order: it.close_order(),
            query_history: it.query_history(),
            list_arrears: it.list_arrears(),
            list_channels: it.list_channels(),
            prove_payment: it.prove_payment(),
            check_proof: it.check_proof(),
            return_payer: return_payer::Deps { public_url: crate::PUBLIC_URL.to_owned() },
            payment_notify: it.payment_notify(),
            refund_payment: it.refund_payment(),
            settle_payment: it.settle_payment(),
            chase_payments: it.chase_payments(),
            sweep_orders: it.sweep_orders(),
            reconcile_day: it.reconcile_day(),
            upload_statement: it.upload_statement(),
            show_reports: it.show_reports(),
        }
    }

    /// What the function in `folder` replies to `request`.
    pub(crate) async fn reply(
        &self,
        threshold: &domain::Threshold,
        folder: &str,
        request: Request,
    ) -> Reply {
        let request = edge::admit(request, threshold)?;
        if !OPEN.contains(&folder) {
            edge::from_our_page(&request, &threshold.public_url)?;
        }
        match folder {
            "create-order" => create_order::handle(&self.create_order, request).await,
            "decide-refunds" => decide_refunds::handle(&self.decide_refunds, request).await,
            "query-order" => query_order::handle(&self.query_order, request).await,
            "close-order" => close_order::handle(&self.close_order, request).await,
            "query-history" => query_history::handle(&self.query_history, request).await,
            "list-arrears" => list_arrears::handle(&self.list_arrears, request).await,
            "list-channels" => list_channels::handle(&self.list_channels, request).await,
            "prove-payment" => prove_payment::handle(&self.prove_payment, request).await,
            "check-proof" => check_proof::handle(&self.check_proof, request).await,
            "return-payer" => return_payer::handle(&self.return_payer, request).await,
            "payment-notify" => payment_notify::handle(&self.payment_notify, request).await,
            "login" => login::handle(&self.login, request).await,
            "get-captcha" => get_captcha::handle(&self.get_captcha, request).await,
            "refresh-session" => refresh_session::handle(&self.refresh_session, request).await,
            "logout" => logout::handle(&self.logout, request).await,
            "change-password" => change_password::handle(&self.change_password, request).await,
            "show-me" => show_me::handle(&self.show_me, request).await,
            "change-phone" => change_phone::handle(&self.change_phone, request).await,
            "list-sessions" => list_sessions::handle(&self.list_sessions, request).await,
            "end-sessions" => end_sessions::handle(&self.end_sessions, request).await,
            "identify-payer" => identify_payer::handle(&self.identify_payer, request).await,
            "enter-sso" => enter_sso::handle(&self.enter_sso, request).await,
            "enter-wechat" => enter_wechat::handle(&self.enter_wechat, request).await,
            "bind-wechat" => bind_wechat::handle(&self.bind_wechat, request).await,
            "register" => register::handle(&self.register, request).await,
            "reset-password" => reset_password::handle(&self.reset_password, request).await,
            "reset-person" => reset_person::handle(&self.reset_person, request).await,
            "import-bills" => import_bills::handle(&self.import_bills, request).await,
            "edit-catalogue" => edit_catalogue::handle(&self.edit_catalogue, request).await,
            "list-fees" => list_fees::handle(&self.list_fees, request).await,
            "list-news" => list_news::handle(&self.list_news, request).await,
            "list-projects" => list_projects::handle(&self.list_projects, request).await,
            "enrollment" => enrollment::handle(&self.enrollment, request).await,
            "list-roster" => list_roster::handle(&self.list_roster, request).await,
            "upload-statement" => upload_statement::handle(&self.upload_statement, request).await,
            "show-reports" => show_reports::handle(&self.show_reports, request).await,
            other => panic!("the campus has no {other}"),
        }
    }

    pub(crate) async fn settle(&'static self, event: SqsEvent) -> SqsBatchResponse {
        edge::drain_batch(&self.settle_payment, &settle_payment::handle, event, hears).await
    }

    pub(crate) async fn refund(&'static self, event: SqsEvent) -> SqsBatchResponse {
        edge::drain_batch(&self.refund_payment, &refund_payment::handle, event, hears).await
    }

    pub(crate) async fn chase(&'static self, event: SqsEvent) -> SqsBatchResponse {
        edge::drain_batch(&self.chase_payments, &chase_payments::handle, event, hears).await
    }

    pub(crate) async fn reconcile(&self, ask: reconcile_day::Ask) -> Result<(), Problem> {
        let trace = Trace::first([Some("reconcile")]);
        edge::run(trace, hears, reconcile_day::handle(&self.reconcile_day, ask)).await
    }

    pub(crate) async fn sweep(&self) -> Result<(), Problem> {
        let trace = Trace::first([Some("sweep")]);
        edge::run(trace, hears, sweep_orders::handle(&self.sweep_orders)).await
    }
}
