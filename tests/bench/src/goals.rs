use crate::figures::Figure;

/// What was to be reached, and whether it was.
pub(crate) fn judged(
    start: &[Figure],
    settle: &[Figure],
    notices: &[Figure],
    login: &[Figure],
    burst: &[Figure],
) -> Vec<String> {
    let mut lines = Vec::new();
    let cpu = |name: &str| start.iter().find(|it| it.name == name)?.value("cpu_ms");
    let references = ["hello-runtime", "hello-http", "node-sdk-v3"];
    let ours: Vec<&Figure> =
        start.iter().filter(|it| !references.contains(&it.name.as_str())).collect();
    let worst = |name: &str| {
        let values = ours.iter().filter_map(|it| Some((it.value(name)?, it.name.as_str())));
        values.max_by(|one, other| one.0.total_cmp(&other.0))
    };
    if let (Some(hello), Some((most, who))) = (cpu("hello-http"), worst("cpu_ms")) {
        lines.push(goal("CPU of a start, over a lambda_http hello", most / hello, "<=", 3.5, who));
    }
    if let (Some(node), Some((most, who))) = (cpu("node-sdk-v3"), worst("cpu_ms")) {
        lines.push(goal("CPU of a start, Node's over ours", node / most, ">=", 45.0, who));
    }
    if let Some((most, who)) = worst("rss_mib") {
        lines.push(goal("memory at the first answer, MiB", most, "<=", 12.0, who));
    }
    for figure in settle {
        if let Some(ratio) = figure.value("ratio") {
            let what = "settling over raw two-item transactions";
            lines.push(goal(what, ratio, ">=", 0.8, &figure.name));
        }
    }
    for figure in notices {
        if let Some(spent) = figure.value("cpu_us_a_notice") {
            let what = "microseconds to verify and read a notice";
            lines.push(goal(what, spent, "<=", 200.0, &figure.name));
        }
    }
    for figure in login {
        if let Some(ratio) = figure.value("ratio") {
            lines.push(goal("CPU of a login over its argon2id", ratio, "<=", 1.05, &figure.name));
        }
        if let Some(spent) = figure.value("check_us") {
            lines.push(goal("microseconds to check a token", spent, "<=", 100.0, &figure.name));
        }
    }
    lines.extend(burst.iter().flat_map(of_a_burst));
    lines
}

/// Nobody is refused and few wait; and a minute's stampede, where tables were warmed, is over soon.
fn of_a_burst(scene: &Figure) -> Vec<String> {
    let value = |name: &str| scene.value(name).unwrap_or(f64::MAX);
    let refused: f64 = ["gate_429", "no_environment", "table_refusals"].map(value).iter().sum();
    vec![
        goal("refusals to 50,000 students", refused, "<=", 0.0, &scene.name),
        goal("milliseconds that 99 of 100 wait", value("wait_p99_ms"), "<=", 300.0, &scene.name),
        goal("seconds to drain receipts", value("receipts_drain_s"), "<=", 30.0, &scene.name),
    ]
}

fn goal(what: &str, reached: f64, sign: &str, wanted: f64, who: &str) -> String {
    let good = if sign == "<=" { reached <= wanted } else { reached >= wanted };
    let word = if good { "reached" } else { "MISSED" };
    format!("{word:<8} {what}: {reached:.2} (goal {sign} {wanted}; {who})")
}
