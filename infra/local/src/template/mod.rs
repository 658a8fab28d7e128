//! Reads `infra/template.yaml`: the only description of the system, here as on AWS.
//!
//! Two steps. [`Document::parse`] turns YAML and its short tags into plain JSON in the long
//! form of AWS. [`Document::resolve`] answers every intrinsic for this machine and reads the resources
//! the engine runs. What it does not understand is an error that names it, never a silent blank.

mod function;
mod intrinsic;
mod resource;
mod yaml;

use serde_json::{Map, Value};

pub use function::{FunctionSpec, MappingSpec, RouteSpec, ScheduleSpec};
pub use intrinsic::Surroundings;
pub(crate) use intrinsic::{ACCOUNT, REGION, arn};
pub use resource::{QueueSpec, Redrive, TableSpec};

/// Why a template cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is not YAML.
    #[error("the template is not YAML")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// `!Ref` or `!Sub` to something that is neither parameter nor resource.
    #[error("`{0}` is neither a parameter nor a resource")]
    UnknownRef(String),
    /// A parameter that has no default and was not given.
    #[error("parameter `{0}` has no value")]
    NoParameter(String),
    /// A secret whose local file was not given.
    #[error("secret `{0}` has no file on this machine")]
    NoSecret(String),
    /// `!GetAtt` of an attribute the engine does not have.
    #[error("the engine does not know the attribute `{0}`")]
    UnknownAttribute(String),
    /// An intrinsic function the engine does not have.
    #[error("the engine does not know the intrinsic `{0}`")]
    UnknownIntrinsic(String),
    /// A property that is missing or of another type than it should be.
    #[error("resource `{resource}`: `{property}` is missing or is not {wanted}")]
    Property {
        /// The logical id.
        resource: String,
        /// The property's name.
        property: &'static str,
        /// What it should have been.
        wanted: &'static str,
    },
    /// A kind of event that the engine cannot deliver.
    #[error("function `{function}`: events of type `{kind}` are not delivered by the engine")]
    UnknownEvent {
        /// The function's logical id.
        function: String,
        /// The event's type.
        kind: String,
    },
}

/// A template as written, in long form.
#[derive(Debug, Clone)]
pub struct Document(Value);

/// What the engine runs.
#[derive(Debug, Clone)]
pub struct Template {
    /// Every function, in the order of the file.
    pub functions: Vec<FunctionSpec>,
    /// Every queue, in the order of the file.
    pub queues: Vec<QueueSpec>,
    /// Every table, in the order of the file.
    pub tables: Vec<TableSpec>,
}

impl Document {
    /// Reads YAML; resolves nothing yet.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        yaml::long_form(serde_yaml_ng::from_str(text)?).map(Self)
    }

    /// The secrets and the keys of KMS that the template names, by logical id.
    pub fn secrets(&self) -> Vec<&str> {
        let secrets = self.of_kind("AWS::SecretsManager::Secret");
        secrets.chain(self.of_kind("AWS::KMS::Key")).map(|(id, _)| id).collect()
    }

    /// The folder of every function: the package to build for it bears the same name.
    pub fn function_folders(&self) -> Vec<&str> {
        let functions = self.of_kind("AWS::Serverless::Function");
        let code = functions.filter_map(|(_, it)| it["CodeUri"].as_str());
        code.filter_map(|it| it.trim_end_matches('/').rsplit('/').next()).collect()
    }

    /// Answers every intrinsic for this machine.
    pub fn resolve(&self, around: &Surroundings) -> Result<Template, TemplateError> {
        let scope = intrinsic::Scope::new(&self.0, around);
        let globals = scope.resolve(&self.0["Globals"]["Function"])?;
        Ok(Template {
            functions: self
                .of_kind("AWS::Serverless::Function")
                .map(|(id, properties)| function::read(id, properties, &globals, &scope))
                .collect::<Result<_, _>>()?,
            queues: self
                .of_kind("AWS::SQS::Queue")
                .map(|(id, properties)| resource::queue(id, properties, &scope))
                .collect::<Result<_, _>>()?,
            tables: self
                .of_kind("AWS::DynamoDB::Table")
                .map(|(id, properties)| resource::table(id, properties, &scope))
                .collect::<Result<_, _>>()?,
        })
    }

    fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = (&str, &Value)> {
        let resources = self.0["Resources"].as_object().into_iter().flat_map(Map::iter);
        resources
            .filter(move |(_, it)| it["Type"] == kind)
            .map(|(id, it)| (id.as_str(), &it["Properties"]))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    fn around() -> Surroundings {
        let given = [("School", "xust"), ("PublicUrl", "http://127.0.0.1:1"), ("TokenKeys", "k:v")];
        Surroundings {
            parameters: given.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            secrets: ["IdentitySecret", "ChannelSecret", "FieldKey"]
                .map(|it| (it.to_owned(), format!("/keys/{it}.json").into()))
                .into(),
            sqs: "http://127.0.0.1:2".to_owned(),
        }
    }

    fn ours() -> Template {
        Document::parse(TEMPLATE).unwrap().resolve(&around()).unwrap()
    }

    fn function(name: &str) -> FunctionSpec {
        ours().functions.into_iter().find(|it| it.name == name).unwrap()
    }

    #[test]
    fn our_template_is_understood_whole() {
        let ours = ours();

        assert_eq!(ours.tables.len(), 4);
        assert_eq!(ours.queues.len(), 6);
        assert!(ours.functions.iter().all(FunctionSpec::has_trigger));
    }

    #[test]
    fn globals_are_merged_under_what_a_function_says() {
        let login = function("Login");

        assert_eq!(login.folder, "login");
        assert_eq!(login.memory_mb, 1769);
        assert_eq!(login.timeout, Duration::from_secs(10));
        assert_eq!(login.env["SCHOOL"], "xust");
        assert_eq!(login.env["TABLE_CORE"], "CoreTable");
        assert_eq!(login.env["SECRET_IDENTITY"], "file:/keys/IdentitySecret.json");
        assert_eq!(login.env["FIELD_KEY"], "file:/keys/FieldKey.json");
        assert_eq!(login.env["QUEUE_RECEIPTS"], "http://127.0.0.1:2/000000000000/ReceiptsQueue");
    }

    #[test]
    fn a_function_sees_no_secret_but_its_own() {
        assert!(!function("ShowMe").env.keys().any(|it| it.starts_with("SECRET_")));
        assert!(!function("CreateOrder").env.contains_key("SECRET_IDENTITY"));
        assert!(!function("CreateOrder").env.contains_key("FIELD_KEY"));
    }

    #[test]
    fn a_queue_knows_where_its_dead_letters_go() {
        let receipts = ours().queues.into_iter().find(|it| it.name == "ReceiptsQueue").unwrap();

        let redrive = receipts.redrive.unwrap();
        assert_eq!((redrive.to.as_str(), redrive.after), ("ReceiptsDead", 6));
    }

    #[test]
    fn a_mapping_names_its_queue_and_its_batch() {
        let settle = function("SettlePayment");

        assert_eq!(settle.mappings[0].queue, "ReceiptsQueue");
        assert!(settle.mappings[0].partial_failures);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let fails = |value: &str| {
            let text = format!(
                "Resources: {{Q: {{Type: AWS::SQS::Queue, Properties: {{DelaySeconds: {value}}}}}}}"
            );
            Document::parse(&text).unwrap().resolve(&around()).unwrap_err().to_string()
        };

        assert_eq!(fails("!Ref Nobody"), "`Nobody` is neither a parameter nor a resource");
        assert_eq!(fails("!GetAtt Q.Age"), "the engine does not know the attribute `Q.Age`");
        assert_eq!(
            fails("!FindInMap [a, b, c]"),
            "the engine does not know the intrinsic `Fn::FindInMap`"
        );
    }
}
