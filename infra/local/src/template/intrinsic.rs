//! Answers `Ref`, `Fn::GetAtt`, `Fn::Sub` and the conditions as this machine would.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::{Map, Value, json};

use super::TemplateError;

/// The account of everything that runs here.
pub(crate) const ACCOUNT: &str = "000000000000";
/// The region of everything that runs here.
pub(crate) const REGION: &str = "cn-north-1";
const PARTITION: &str = "aws-cn";

/// What the template cannot know: the caller's parameters and where things are on this machine.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Values of parameters, over their defaults.
    pub parameters: BTreeMap<String, String>,
    /// The file that stands for each secret and for each key of KMS.
    pub secrets: BTreeMap<String, PathBuf>,
    /// Where queues are reached, without a slash at the end.
    pub sqs: String,
}

/// The ARN of something of ours.
pub(crate) fn arn(kind: &str, name: &str) -> String {
    format!("arn:{PARTITION}:{kind}:{REGION}:{ACCOUNT}:{name}")
}

pub(super) struct Scope<'a> {
    document: &'a Value,
    around: &'a Surroundings,
}

impl<'a> Scope<'a> {
    pub(super) fn new(document: &'a Value, around: &'a Surroundings) -> Self {
        Self { document, around }
    }

    /// `value` with every intrinsic answered; `AWS::NoValue` removes what holds it.
    pub(super) fn resolve(&self, value: &Value) -> Result<Value, TemplateError> {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
            Value::Array(items) => {
                let items = items.iter().map(|it| self.resolve(it));
                let kept = items.filter(|it| !matches!(it, Ok(Value::Null)));
                kept.collect::<Result<_, _>>().map(Value::Array)
            }
            Value::Object(object) => match only_entry(object) {
                Some((name, argument)) if name == "Ref" || name.starts_with("Fn::") => {
                    self.call(name, argument)
                }
                _ => {
                    let entries =
                        object.iter().map(|(key, it)| Ok((key.clone(), self.resolve(it)?)));
                    let kept = entries.filter(|it| !matches!(it, Ok((_, Value::Null))));
                    kept.collect::<Result<Map<_, _>, _>>().map(Value::Object)
                }
            },
        }
    }

    fn call(&self, name: &str, argument: &Value) -> Result<Value, TemplateError> {
        match name {
            "Ref" => self.reference(argument.as_str().unwrap_or_default()),
            "Fn::GetAtt" => self.attribute(argument),
            "Fn::Sub" => self.substitute(argument),
            "Fn::If" => self.choose(argument),
            "Fn::Join" => {
                let parts = self.resolve(&argument[1])?;
                let parts: Vec<_> = parts.as_array().into_iter().flatten().map(text).collect();
                Ok(parts.join(argument[0].as_str().unwrap_or_default()).into())
            }
            unknown => Err(TemplateError::UnknownIntrinsic(unknown.to_owned())),
        }
    }

    fn reference(&self, name: &str) -> Result<Value, TemplateError> {
        let pseudo = match name {
            "AWS::Region" => Some(REGION),
            "AWS::AccountId" => Some(ACCOUNT),
            "AWS::Partition" => Some(PARTITION),
            "AWS::StackName" => Some("local"),
            "AWS::URLSuffix" => Some("localhost"),
            "AWS::NoValue" => return Ok(Value::Null),
            _ => None,
        };
        if let Some(it) = pseudo {
            return Ok(it.into());
        }
        if let Some(parameter) = self.document["Parameters"].get(name) {
            let given = self.around.parameters.get(name).map(|it| Value::from(it.as_str()));
            let value = given.or_else(|| parameter.get("Default").cloned());
            return value.ok_or_else(|| TemplateError::NoParameter(name.to_owned()));
        }
        let resource = self.document["Resources"].get(name);
        let resource = resource.ok_or_else(|| TemplateError::UnknownRef(name.to_owned()))?;
        match resource["Type"].as_str().unwrap_or_default() {
            "AWS::SQS::Queue" => Ok(format!("{}/{ACCOUNT}/{name}", self.around.sqs).into()),
            "AWS::SecretsManager::Secret" => self.file(name),
            _ => Ok(name.into()),
        }
    }

    fn attribute(&self, argument: &Value) -> Result<Value, TemplateError> {
        let resource = argument[0].as_str().unwrap_or_default();
        let attribute = argument[1].as_str().unwrap_or_default();
        let found = self.document["Resources"].get(resource);
        let found = found.ok_or_else(|| TemplateError::UnknownRef(resource.to_owned()))?;
        match (found["Type"].as_str().unwrap_or_default(), attribute) {
            ("AWS::SQS::Queue", "Arn") => Ok(arn("sqs", resource).into()),
            ("AWS::KMS::Key", "Arn") => self.file(resource),
            ("AWS::SQS::Queue", "QueueName") => Ok(resource.into()),
            ("AWS::DynamoDB::Table", "Arn") => {
                Ok(arn("dynamodb", &format!("table/{resource}")).into())
            }
            ("AWS::Serverless::Function", "Arn") => {
                Ok(arn("lambda", &format!("function:{resource}")).into())
            }
            _ => Err(TemplateError::UnknownAttribute(format!("{resource}.{attribute}"))),
        }
    }

    fn file(&self, name: &str) -> Result<Value, TemplateError> {
        let file = self.around.secrets.get(name);
        let file = file.ok_or_else(|| TemplateError::NoSecret(name.to_owned()))?;
        Ok(format!("file:{}", file.display()).into())
    }

    fn substitute(&self, argument: &Value) -> Result<Value, TemplateError> {
        let own = self.resolve(argument.get(1).unwrap_or(&Value::Null))?;
        let mut rest = argument.get(0).unwrap_or(argument).as_str().unwrap_or_default();
        let mut out = String::new();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            out.push_str(before);
            if let Some(literal) = name.strip_prefix('!') {
                out.extend(["${", literal, "}"]);
            } else if let Some(it) = own.get(name) {
                out.push_str(&text(it));
            } else if let Some((resource, attribute)) = name.split_once('.') {
                out.push_str(&text(&self.attribute(&json!([resource, attribute]))?));
            } else {
                out.push_str(&text(&self.reference(name)?));
            }
            rest = tail;
        }
        out.push_str(rest);
        Ok(out.into())
    }

    fn choose(&self, argument: &Value) -> Result<Value, TemplateError> {
        let name = argument[0].as_str().unwrap_or_default();
        let condition = self.document["Conditions"].get(name);
        let condition = condition.ok_or_else(|| TemplateError::UnknownRef(name.to_owned()))?;
        let index = if self.holds(condition)? { 1 } else { 2 };
        self.resolve(&argument[index])
    }

    fn holds(&self, condition: &Value) -> Result<bool, TemplateError> {
        let entry = condition.as_object().and_then(only_entry);
        let (name, argument) = entry.map_or(("", &Value::Null), |(name, it)| (name.as_str(), it));
        let parts = || argument.as_array().into_iter().flatten();
        match name {
            "Fn::Equals" => {
                Ok(text(&self.resolve(&argument[0])?) == text(&self.resolve(&argument[1])?))
            }
            "Fn::Not" => Ok(!self.holds(&argument[0])?),
            "Fn::And" => parts().try_fold(true, |all, it| Ok(self.holds(it)? && all)),
            "Fn::Or" => parts().try_fold(false, |any, it| Ok(self.holds(it)? || any)),
            "Condition" => {
                self.holds(&self.document["Conditions"][argument.as_str().unwrap_or_default()])
            }
            unknown => Err(TemplateError::UnknownIntrinsic(unknown.to_owned())),
        }
    }
}

/// A scalar as AWS would write it into a string.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn only_entry(object: &Map<String, Value>) -> Option<(&String, &Value)> {
    let mut entries = object.iter();
    entries.next().filter(|_| entries.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &Value, expected: &Value) {
        let document = json!({
            "Parameters": {"Stage": {"Default": "dev"}},
            "Conditions": {"IsDev": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}},
            "Resources": {"Jobs": {"Type": "AWS::SQS::Queue"}},
        });
        let around = Surroundings {
            parameters: BTreeMap::new(),
            secrets: BTreeMap::new(),
            sqs: "http://here".to_owned(),
        };

        assert_eq!(Scope::new(&document, &around).resolve(value).unwrap(), *expected);
    }

    #[test]
    fn a_parameter_is_its_default_unless_given() {
        check(&json!({"Ref": "Stage"}), &json!("dev"));
    }

    #[test]
    fn a_substitution_takes_names_attributes_and_literals() {
        check(
            &json!({"Fn::Sub": "${Stage}-${Jobs.QueueName}-${!Keep}-${AWS::Region}"}),
            &json!("dev-Jobs-${Keep}-cn-north-1"),
        );
        check(&json!({"Fn::Sub": ["${Own}!", {"Own": {"Ref": "Stage"}}]}), &json!("dev!"));
    }

    #[test]
    fn a_condition_chooses_and_no_value_disappears() {
        check(&json!({"Fn::If": ["IsDev", "yes", "no"]}), &json!("yes"));
        check(&json!(["a", {"Ref": "AWS::NoValue"}]), &json!(["a"]));
    }
}
