//! What can be asked of `paycli`.

mod money;

pub(crate) use money::{DeskArgs, DisputesVerb, RefundVerb};

use clap::{Parser, Subcommand};
use domain::{ChannelKind, Day};
use std::path::PathBuf;

/// Campus Pay from a terminal.
#[derive(Parser)]
#[command(name = "paycli")]
pub(crate) struct Command {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Members of the finance office.
    #[command(subcommand)]
    Officer(OfficerVerb),
    /// People from off campus who registered themselves.
    #[command(subcommand)]
    Registered(RegisteredVerb),
    /// Brings in an arrears file; the password comes from standard input.
    Import(ImportArgs),
    /// Announces what a file holds: batches, living fees, projects, news; the password comes from
    /// standard input.
    Catalogue(CatalogueArgs),
    /// Shows how a day compares with the providers' statements, and brings one that no program can
    /// fetch; the password comes from standard input.
    Reconcile(ReconcileArgs),
    /// Money that goes back; the officer's password comes from standard input.
    #[command(subcommand)]
    Refund(RefundVerb),
    /// Money that could not be booked; the officer's password comes from standard input.
    #[command(subcommand)]
    Disputes(DisputesVerb),
    /// Recounts every fen from the entries of all ledgers, by the operator's own access to the
    /// tables, and fails if anything does not add up.
    Audit,
    /// Dead letters.
    #[command(subcommand)]
    Dlq(DlqVerb),
    /// Draws the keys of sign-in for a new school, and prints the template's `TokenKeys`.
    Keys(KeysArgs),
    /// Draws the key that the CDN shows the functions, and prints both halves.
    Lock,
    /// Says whether a providers' secret will work, without calling anybody.
    Channels {
        /// The file that is to become the stack's `ChannelSecret`.
        file: PathBuf,
        /// The school whose channels must all have an account in it.
        #[arg(long)]
        school: Option<String>,
    },
    /// Prints /school.json; or writes every file that makes a built site this school's.
    School {
        id: String,
        /// The folder of the built site.
        #[arg(long, value_name = "DIST")]
        into: Option<PathBuf>,
    },
    /// Prints the official account's menu, as WeChat's `cgi-bin/menu/create` takes it.
    Menu {
        /// The school whose account it is.
        #[arg(long)]
        school: String,
        /// Where the platform is, such as <https://pay.example.edu.cn>
        #[arg(long)]
        url: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum OfficerVerb {
    /// Lets somebody in as a member of the office, with a password that is shown once.
    Add {
        #[arg(long)]
        number: String,
        #[arg(long)]
        name: String,
        /// Take the password from standard input instead of drawing one.
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum RegisteredVerb {
    /// Makes an ID number free with which somebody registered who is not its owner. The number comes
    /// from standard input, so that no shell remembers it.
    Release,
}

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) verb: Option<KeysVerb>,
    /// The keys' name, such as 2026-11.
    #[arg(long, required = true)]
    pub(crate) kid: Option<String>,
    /// A new file for the secret; it goes to Secrets Manager and then away.
    #[arg(long, required = true)]
    pub(crate) into: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) wrapping: Option<WrappingArgs>,
}

/// What wraps the field keys.
#[derive(clap::Args)]
pub(crate) struct WrappingArgs {
    /// The stack's `FieldKey`, an ARN of KMS; or `file:/absolute/path` of a key for one machine,
    /// which is drawn if there is none.
    #[arg(long)]
    pub(crate) wrap_with: String,
    /// The school whose keys they are; they open for no other.
    #[arg(long)]
    pub(crate) school: String,
}

#[derive(Subcommand)]
pub(crate) enum KeysVerb {
    /// Adds a field key, which seals from then on; the others go on opening.
    Rotate {
        /// The secret as Secrets Manager has it.
        file: PathBuf,
        /// A new file for the secret; it goes to Secrets Manager and then away.
        #[arg(long)]
        into: PathBuf,
        #[command(flatten)]
        wrapping: WrappingArgs,
    },
    /// Takes a merchant's key and certificate out of the PFX that a bank gave: NAME.key and
    /// NAME.cer, in PEM, as the channels take them.
    Pfx {
        file: PathBuf,
        /// The file's password; without it, it comes from standard input.
        #[arg(long)]
        password: Option<String>,
        /// NAME of the two new files; they go to Secrets Manager and then away.
        #[arg(long, value_name = "NAME")]
        into: PathBuf,
    },
}

#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    pub(crate) file: PathBuf,
    /// Where the platform is, such as <https://pay.example.edu.cn>
    #[arg(long)]
    pub(crate) url: String,
    /// The officer's number.
    #[arg(long)]
    pub(crate) user: String,
    /// `good-rows` or `all-or-none`.
    #[arg(long, default_value = "good-rows")]
    pub(crate) policy: String,
    #[arg(long)]
    pub(crate) sheet: Option<String>,
    /// The batch whose bills the rows become; without one they are arrears of their years.
    #[arg(long)]
    pub(crate) batch: Option<String>,
    /// A field's column, by letter or heading: `--map due=J`; an empty column means none.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub(crate) mapping: Vec<String>,
    /// An item that may stand in the file; if any is named, all others are refused.
    #[arg(long = "item")]
    pub(crate) items: Vec<String>,
    /// Write without asking again.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(clap::Args)]
pub(crate) struct CatalogueArgs {
    pub(crate) file: PathBuf,
    /// Where the platform is, such as <https://pay.example.edu.cn>
    #[arg(long)]
    pub(crate) url: String,
    /// The officer's number.
    #[arg(long)]
    pub(crate) user: String,
}

#[derive(clap::Args)]
pub(crate) struct ReconcileArgs {
    /// The Beijing day, such as 2026-11-21.
    #[arg(long)]
    pub(crate) day: Day,
    /// One channel: wechat, alipay, unionpay, bocom, abc, bridge.
    #[arg(long)]
    pub(crate) channel: Option<ChannelKind>,
    /// The channel's statement, as `infra/statement-form.md` says.
    #[arg(long, requires = "channel")]
    pub(crate) file: Option<PathBuf>,
    /// Where the platform is, such as <https://pay.example.edu.cn>
    #[arg(long)]
    pub(crate) url: String,
    /// The officer's number.
    #[arg(long)]
    pub(crate) user: String,
}

#[derive(Subcommand)]
pub(crate) enum DlqVerb {
    /// Shows dead letters and leaves them where they are.
    List {
        /// URL of the dead-letter queue.
        #[arg(long)]
        queue: String,
    },
    /// Sends dead letters back to the queue they came from.
    Redrive {
        /// URL of the dead-letter queue.
        #[arg(long)]
        queue: String,
        /// URL of the queue that they go back to.
        #[arg(long)]
        to: String,
    },
}
