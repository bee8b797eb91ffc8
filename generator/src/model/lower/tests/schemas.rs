//! Schemas: kinds, `allOf`, unions, references.

use super::*;

#[test]
fn kinds_and_formats() {
    check_line("{}", "any");
    check_line("{type: boolean}", "boolean");
    check_line("{type: string}", "string");
    check_line("{type: string, format: date-time}", "date-time");
    check_line("{type: string, format: uuid}", "uuid");
    check_line("{type: string, format: byte}", "base64");
    check_line("{type: string, format: binary}", "string");
    check_line(
        "{type: string, format: email, maxLength: 5, pattern: 'a+'}",
        "string maxLength=5 pattern=\"a+\"",
    );
    check_line("{type: integer}", "int64");
    check_line("{type: integer, format: int32, minimum: 0}", "int32 >=0");
    check_line("{type: integer, format: uint16}", "uint32");
    check_line(
        "{type: integer, minimum: 0, maximum: 18446744073709551615}",
        "uint64 >=0 <=18446744073709551615",
    );
    check_line(
        "{type: integer, minimum: 0, maximum: 9223372036854775807}",
        "int64 >=0 <=9223372036854775807",
    );
    check_line(
        "{type: integer, minimum: -1, maximum: 18446744073709551615}",
        "int128 >=-1 <=18446744073709551615",
    );
    check_line("{type: integer, maximum: 18446744073709551615}", "uint64 <=18446744073709551615");
    check_line("{type: integer, maximum: 1e30}", "int128 <=1e30");
    check_line(
        "{type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}",
        "int64 >=-9223372036854776000 <=9223372036854776000",
    );
    check_line("{type: integer, exclusiveMinimum: 5}", "int64 >5");
    check_line("{type: number}", "double");
    check_line("{type: number, format: float, multipleOf: 0.010}", "float multipleOf=0.010");
    check_line(
        "{type: array, items: {type: string}, uniqueItems: true}",
        "array of t1:string uniqueItems",
    );
    check_line("{items: {}}", "array of t1:any");
    check_line("{type: array}", "array of t1:any");
    check_line("{type: object}", "map of t1:any");
    check_line("{additionalProperties: {type: integer}}", "map of t1:int64");
    check_line("{type: object, additionalProperties: false}", "object");
    check_line("{required: [a]}", "map of t1:any");
    check_line(
        "{title: T, description: d, example: {a: 1.50}, deprecated: true}",
        "any deprecated example={\"a\":1.50} title=\"T\" // \"d\"",
    );
}

#[test]
fn enums() {
    let value = |schema: &str, expected: &str| check_schemas(&format!("A: {schema}"), expected);
    value("{type: string, enum: [a, '', a, null]}", "t0 A = enum\n= \"a\"\n= \"\"");
    value("{const: x}", "t0 A = enum\n= \"x\"");
    value("{enum: [1, 2.0]}", "t0 A = integer-enum\n= \"1\"\n= \"2\"");
    value("{type: string, enum: [1, true]}", "t0 A = enum\n= \"1\"\n= \"true\"");
    value("{enum: [true]}", "t0 A = boolean");
    value("{type: number, enum: [1.5]}", "t0 A = double");
    value(
        "{enum: [a, 1]}",
        "t0 A = one-of\n| t1:enum\n| t2:integer-enum\nt1 t0.text = enum\n= \"a\"\nt2 t0.number = integer-enum\n= \"1\"",
    );
    value(
        "{enum: [1, 2], x-enum-varnames: [One], x-enum-descriptions: {'2': two}}",
        "t0 A = integer-enum\n= \"1\" as One\n= \"2\" // \"two\"",
    );
    value("{anyOf: [{type: string}, {enum: [a]}, {const: b}]}", "t0 A = enum\n= \"a\"\n= \"b\"");
    value(
        "{type: integer, oneOf: [{const: 1, title: One, description: first}, {const: 2}]}",
        "t0 A = integer-enum\n= \"1\" as One // \"first\"\n= \"2\"",
    );
}

#[test]
fn objects_and_null() {
    check_schemas(
        "A: {required: [b], properties: {b: {$ref: '#/components/schemas/B'}, c: {type: [string, 'null'], default: null}, d: {$ref: '#/components/schemas/B', description: use, readOnly: true}}}
         B: {nullable: true, type: object, properties: {a: {$ref: '#/components/schemas/A'}}, additionalProperties: true}",
        "t0 A = object
         b: t1:B? required
         c: t2:string? default=null
         d: t1:B? read-only // \"use\"
         t1 B = object
         a: t0:A
         * t3:any
         t2 t0.c = string
         t3 t1{} = any",
    );
    check_schemas(
        "A: {properties: {p: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}, q: {anyOf: [{nullable: true}, {type: string}]}}}
         B: {type: boolean}
         C: {$ref: '#/components/schemas/D'}
         D: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true}
         E: {items: {$ref: '#/components/schemas/C'}}",
        "t0 A = object
         p: t1:B?
         q: t5:string?
         t1 B = boolean
         t2 C = alias t3:D
         t3 D = alias t1:B
         t4 E = array of t2:C?
         t5 t0.q = string",
    );
}

#[test]
fn all_of_is_merged() {
    check_schemas(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {required: [x], properties: {y: {type: string}}}], properties: {z: {type: boolean}}}
         B: {type: object, properties: {x: {type: integer}, y: {description: base}}}",
        "t0 A = object
         x: t2:int64 required
         y: t3:string
         z: t4:boolean
         t1 B = object
         x: t2:int64
         y: t5:any // \"base\"
         t2 t1.x = int64
         t3 t0.y = string
         t4 t0.z = boolean
         t5 t1.y = any // \"base\"",
    );
    check_schemas(
        "A: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {$ref: '#/components/schemas/A'}}}]}",
        "t0 A = object\na: t0:A",
    );
    check_schemas(
        "A: {properties: {a: {type: string}}}
         B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {type: integer}}}]}",
        "t0 A = object
         a: t2:string
         t1 B = object
         a: t3:int64
         t2 t0.a = string
         t3 t1.a = int64
         ! D005",
    );
    check_line(
        "{allOf: [{type: string}, {maxLength: 3, description: d}]}",
        "string maxLength=3 // \"d\"",
    );
    check_line("{allOf: [{$ref: '#/components/schemas/A'}]}", "raw ! C002");
}

#[test]
fn references_to_any_place_share_a_type() {
    check_model(
        "
x-types: {T: {type: string}}
components:
  schemas:
    A: {properties: {b: {type: object, properties: {c: {type: integer}}}}}
    B: {items: {$ref: '#/components/schemas/A/properties/b'}}
    C: {items: {$ref: '#/x-types/T'}}
",
        "t0 A = object
         b: t3:object
         t1 B = array of t3:object
         t2 C = array of t4:string
         t3 t0.b = object
         c: t5:int64
         t4 shared T = string
         t5 t3.c = int64",
    );
}
