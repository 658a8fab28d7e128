"""Deploys infra/template.yaml with `sam deploy` and tells where everything is, as JSON.

    deploy.py up --binaries target/debug --work .tools/stack --parameters p.json
    deploy.py fill --secrets s.json                    gives each secret its value
    deploy.py revoke --function SettlePayment          takes the grants of one function away
    deploy.py logs --function SettlePayment            what one function said

The endpoint and the credentials are the environment's, as for any AWS tool.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import boto3

from expand import expand

STACK = "campus-pay"
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("act", choices=["up", "fill", "revoke", "logs"])
    asked.add_argument("--binaries", type=Path)
    asked.add_argument("--work", type=Path)
    asked.add_argument("--parameters", type=Path)
    asked.add_argument("--secrets", type=Path)
    asked.add_argument("--function")
    ask = asked.parse_args()
    {"up": up, "fill": fill, "revoke": revoke, "logs": logs}[ask.act](ask)


def up(ask) -> None:
    code = ask.work.resolve() / "code"
    shutil.rmtree(code, ignore_errors=True)
    template = ROOT / "infra/template.yaml"
    stack = expand(template, code, json.loads(ask.parameters.read_text()))
    bootstraps(stack, ask.binaries)
    expanded = ask.work / "stack.json"
    expanded.write_text(json.dumps(stack, indent=1))
    sam_deploy(expanded)

    found = client("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    unmade = [it["LogicalResourceId"] for it in found if it["ResourceStatus"] != "CREATE_COMPLETE"]
    made = {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in found}
    missing = [
        it for it, one in stack["Resources"].items() if it not in made and "Condition" not in one
    ]
    if unmade or missing:
        raise SystemExit(f"not made: {unmade + missing}")
    hasten(made)
    # These by their ARNs, as the functions are told of them.
    key = client("kms").describe_key(KeyId=made["FieldKey"])
    secret = client("secretsmanager").describe_secret(SecretId=made["IdentitySecret"])
    made |= {"FieldKey": key["KeyMetadata"]["Arn"], "IdentitySecret": secret["ARN"]}
    json.dump(made, sys.stdout)


def fill(ask) -> None:
    for name, value in json.loads(ask.secrets.read_text()).items():
        client("secretsmanager").put_secret_value(SecretId=resource(name), SecretString=value)


def hasten(made: dict[str, str]) -> None:
    """A message that failed comes back after two seconds: nobody waits six minutes for a test."""
    for name in ["ReceiptsQueue", "ChaseQueue"]:
        attributes = {"VisibilityTimeout": "2"}
        client("sqs").set_queue_attributes(QueueUrl=made[name], Attributes=attributes)


def bootstraps(stack: dict, binaries: Path) -> None:
    """Puts each function's binary, without its debug symbols, where its code is looked for."""
    for resource in stack["Resources"].values():
        if resource["Type"] != "AWS::Lambda::Function":
            continue
        folder = Path(resource["Properties"]["Code"])
        folder.mkdir(parents=True)
        source = binaries / folder.name
        subprocess.run(["strip", "-o", folder / "bootstrap", source], check=True)


def sam_deploy(template: Path) -> None:
    sam = Path(sys.executable).parent / "sam"
    words = [sam, "deploy", "--template-file", template, "--stack-name", STACK, "--resolve-s3"]
    words += ["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--no-progressbar"]
    subprocess.run(words, check=True, stdout=sys.stderr, env=os.environ | {"SAM_CLI_TELEMETRY": "0"})


def revoke(ask) -> None:
    iam = client("iam")
    role = resource(f"{ask.function}Role")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    if not names:
        raise SystemExit(f"{ask.function} has no grant of its own")
    for name in names:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    print(f"{len(names)} taken away from {role}")


def logs(ask) -> None:
    events = client("logs").filter_log_events(logGroupName=resource(f"{ask.function}Log"))["events"]
    for event in events:
        print(event["message"].rstrip())


def resource(logical_id: str) -> str:
    answer = client("cloudformation").describe_stack_resource(
        StackName=STACK, LogicalResourceId=logical_id
    )
    return answer["StackResourceDetail"]["PhysicalResourceId"]


def client(service: str):
    return boto3.client(service)


main()
