"""Checks reports against docs/report.schema.json: schema.py SCHEMA FILE...

A file that ends in .jsonl is a stream of records, any other one document. Strict: keys that the schema
does not name are wrong, too, so that it stays complete. Uses the jsonschema module if it is there, and
always the small validator below, which knows the words that the schema uses and refuses others.
"""
import json
import re
import sys

KNOWN = {"$schema", "$defs", "$ref", "title", "description", "type", "required", "properties",
         "additionalProperties", "items", "enum", "const", "pattern", "minimum", "maximum", "oneOf"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}


def has_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def errors(value, schema, root, path="$"):
    unknown = set(schema) - KNOWN
    if unknown:
        yield f"schema at {path}: words that this validator does not know: {sorted(unknown)}"
    if "$ref" in schema:
        yield from errors(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, path)
    if "oneOf" in schema:
        fits = sum(1 for option in schema["oneOf"] if not list(errors(value, option, root, path)))
        if fits != 1:
            kind = value.get("type") if isinstance(value, dict) else None
            inner = [e for option in schema["oneOf"] for e in errors(value, option, root, path)]
            same = [e for e in inner if not e.endswith("is not what it must be") or kind is None]
            yield f"{path}: fits {fits} of the alternatives, type {kind!r}: {same[:3]}"
    if "type" in schema and not has_type(value, schema["type"]):
        yield f"{path}: {value!r} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not what it must be"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not match {schema['pattern']}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{path}: {value} is too small"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{path}: {value} is too large"
    if isinstance(value, dict) and "properties" in schema:
        for key in schema["required"]:
            if key not in value:
                yield f"{path}: {key} is missing"
        for key, part in value.items():
            if key in schema["properties"]:
                yield from errors(part, schema["properties"][key], root, f"{path}.{key}")
            else:
                yield f"{path}: key {key!r} is not in the schema; add it to docs/report.schema.json"
    elif isinstance(value, dict) and "additionalProperties" in schema:
        for key, part in value.items():
            yield from errors(part, schema["additionalProperties"], root, f"{path}.{key}")
    if isinstance(value, list) and "items" in schema:
        for index, part in enumerate(value):
            yield from errors(part, schema["items"], root, f"{path}[{index}]")


def values(name):
    with open(name, encoding="utf-8") as file:
        if name.endswith(".jsonl"):
            for number, line in enumerate(file, 1):
                yield f"{name}:{number}", json.loads(line), "record"
        else:
            yield name, json.load(file), None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        root = json.load(file)
    record = {"$schema": root["$schema"], "$ref": "#/$defs/record", "$defs": root["$defs"]}
    try:
        import jsonschema
        jsonschema.Draft202012Validator.check_schema(root)
        real = {None: jsonschema.Draft202012Validator(root),
                "record": jsonschema.Draft202012Validator(record)}
    except (ImportError, AttributeError):
        real = {}
    for name in sys.argv[2:]:
        for place, value, part in values(name):
            found = list(errors(value, record if part else root, root))
            if part in real:
                found += [e.message for e in real[part].iter_errors(value)]
            for text in found[:5]:
                print(f"{place}: {text}"[:500])


main()
