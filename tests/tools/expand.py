"""Makes infra/template.yaml deployable to MiniStack, changing nothing that is proved there.

SAM puts the routes of an HTTP API into an OpenAPI body, which MiniStack ignores: they become
integrations and routes of their own. It refuses alarms that add metrics up: they are left out
(cfn-lint has read them). To it, the Ref of a secret is its name, as it is nowhere else: their ARNs
are asked for as an attribute. Functions point to folders that hold their `bootstrap`. Grants, tables, queues, mappings, schedules and other alarms stay as SAM makes them.
"""

import json
import re
from pathlib import Path

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

MANAGED = "arn:aws:iam::aws:policy/service-role/"


class Policies:
    """The managed policies that SAM looks up, so that it asks no network."""

    def load(self):
        names = ["AWSLambdaBasicExecutionRole", "AWSLambdaSQSQueueExecutionRole"]
        return {name: MANAGED + name for name in names}


def expand(template: Path, code: Path, parameters: dict[str, str]) -> dict:
    """The CloudFormation template, and `code/<function>` in the place of each `CodeUri`."""
    sam = yaml_parse(template.read_text())
    for name, value in parameters.items():
        # As defaults: sam's own way of passing parameters cannot carry JSON.
        sam["Parameters"][name]["Default"] = value
    folders = {}
    for logical_id, resource in sam["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            folders[logical_id] = Path(resource["Properties"]["CodeUri"]).name
            resource["Properties"]["CodeUri"] = {"Bucket": "later", "Key": logical_id}
    stack = transform(sam, {}, Policies())
    stack.pop("Transform", None)
    kinds = {name: one["Type"] for name, one in stack["Resources"].items()}
    secrets = [name for name, kind in kinds.items() if kind == "AWS::SecretsManager::Secret"]
    stack["Resources"] = by_arn(stack["Resources"], secrets)
    for logical_id, folder in folders.items():
        stack["Resources"][logical_id]["Properties"]["Code"] = str(code / folder)
    for logical_id, resource in list(stack["Resources"].items()):
        if resource["Type"] == "AWS::ApiGatewayV2::Api":
            stack["Resources"] |= routes(logical_id, resource["Properties"])
        if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
            del stack["Resources"][logical_id]
    return stack


def by_arn(value, secrets: list[str]):
    """The same with each reference to one of `secrets` asking for its ARN."""
    if isinstance(value, dict):
        if value.get("Ref") in secrets:
            return {"Fn::GetAtt": [value["Ref"], "Id"]}
        return {name: by_arn(one, secrets) for name, one in value.items()}
    return [by_arn(one, secrets) for one in value] if isinstance(value, list) else value


def routes(api: str, properties: dict) -> dict:
    """Takes the OpenAPI body out of an HTTP API and returns it as resources."""
    body = properties.pop("Body")
    properties |= {"Name": api, "ProtocolType": "HTTP"}
    properties.pop("Tags", None)
    made = {}
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            hook = operation["x-amazon-apigateway-integration"]
            function = re.search(r"functions/\$\{(\w+)\.Arn\}", json.dumps(hook["uri"])).group(1)
            number = len(made) // 2
            made[f"Integration{number}"] = {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": api},
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": {"Fn::GetAtt": [function, "Arn"]},
                    "PayloadFormatVersion": hook["payloadFormatVersion"],
                },
            }
            made[f"Route{number}"] = {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": api},
                    "RouteKey": f"{method.upper()} {path}",
                    "Target": {"Fn::Sub": f"integrations/${{Integration{number}}}"},
                },
            }
    if not made:
        raise SystemExit(f"{api} has no routes")
    return made
