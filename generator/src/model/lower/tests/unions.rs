//! Unions, how their members are told apart, and bases that others extend.

use super::{check_line, check_schemas, print, trimmed};

/// The lines of type `A`, a union of B, C and more, that show how its variants are told apart.
fn check_tags(union: &str, b: &str, c: &str, expected: &str) {
    let printed = print(&format!(
        "components:\n  schemas:\n    A: {union}\n    B: {b}\n    C: {c}\n    D: {{type: string, enum: [d, e]}}"
    ));
    let own = printed.lines().take_while(|it| !it.starts_with("t1 ")).skip(1);
    let own: Vec<_> = own.map(str::trim).collect();
    assert_eq!(own, trimmed(expected), "{union}\nbecame\n{printed}");
}

#[test]
fn unions() {
    check_schemas(
        "A: {oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}, {type: string}], discriminator: {propertyName: k, mapping: {b: '#/components/schemas/B', bb: B}}}
         B: {properties: {k: {const: ignored}}}
         C: {properties: {k: {const: c}}}",
        "t0 A = one-of
         by k
         | t1:B \"b\" \"bb\"
         | t2:C \"c\"
         | t3:string
         t1 B = object
         k: t4:enum
         t2 C = object
         k: t5:enum
         t3 t0|2 = string
         t4 t1.k = enum
         = \"ignored\"
         t5 t2.k = enum
         = \"c\"",
    );
    check_line("{anyOf: [{type: string}, {type: string, format: date}]}", "any-of");
    check_line("{oneOf: [{type: string}]}", "string");
    check_line("{properties: {a: {}}, anyOf: [{required: [a]}, {required: [b]}]}", "object");
    check_line(
        "{properties: {a: {}}, oneOf: [{properties: {b: {}}}, {properties: {c: {}}}]}",
        "one-of",
    );
    check_line("{items: {}, oneOf: [{type: string}, {type: integer}]}", "raw ! C002");
    check_schemas(
        "A: {anyOf: [{type: [integer, 'null']}, {type: string}]}
         B: {items: {$ref: '#/components/schemas/A'}}",
        "t0 A = any-of
         | t2:int64
         | t3:string
         t1 B = array of t0:A?
         t2 t0|0 = int64
         t3 t0|1 = string",
    );
}

#[test]
fn tags_are_inferred() {
    const REFS: &str =
        "{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]}";
    const B: &str = "{type: object, required: [k], properties: {o: {enum: [b]}, k: {const: b}}}";
    let tagged = "by k\n| t1:B \"b\"\n| t2:C";
    let untagged = "| t1:B\n| t2:C";
    let yes = |c: &str, tags: &str| check_tags(REFS, B, c, &format!("{tagged} {tags}"));
    let no = |c: &str| check_tags(REFS, B, c, untagged);
    yes("{required: [k], properties: {k: {$ref: '#/components/schemas/D'}}}", "\"d\" \"e\"");
    yes(
        "{properties: {k: {allOf: [{$ref: '#/components/schemas/D'}, {description: d}]}}}",
        "\"d\" \"e\"",
    );
    yes(
        "{allOf: [{properties: {k: {anyOf: [{const: x}, {const: y}]}}}, {required: [k]}]}",
        "\"x\" \"y\"",
    );
    yes("{oneOf: [{properties: {k: {const: x}}}, {properties: {k: {const: y}}}]}", "\"x\" \"y\"");
    // A required property is preferred, at any position.
    yes("{required: [k, o], properties: {o: {enum: [c]}, k: {const: c}}}", "\"c\"");
    no("{required: [k], properties: {k: {enum: [a, b]}}}");
    no("{required: [k], properties: {k: {type: string}}}");
    no("{required: [k], properties: {k: {anyOf: [{const: c}, {type: string}]}}}");
    yes("{required: [k], properties: {k: {const: 1}}}", "\"1\"");
    no("{properties: {l: {const: c}}}");
    check_tags(
        "{oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}",
        B,
        "{}",
        "| t1:B\n| t4:string",
    );
}

#[test]
fn unions_in_unions_are_one() {
    let b = "{properties: {k: {const: b}}}";
    let c = "{properties: {k: {const: c}}}";
    check_tags(
        "{anyOf: [{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}, {type: 'null'}]}, {properties: {k: {const: d}}}]}",
        b,
        c,
        "by k\n| t1:B \"b\"\n| t2:C \"c\"\n| t4:object \"d\"",
    );
    check_tags(
        "{anyOf: [{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k}}, {type: string}]}",
        b,
        c,
        "| t4:one-of\n| t5:string",
    );
    check_schemas(
        "A: {items: {anyOf: [{type: string}, {oneOf: [{type: boolean}, {type: number}], nullable: true}]}}
         B: {items: {anyOf: [{type: string}, {oneOf: [{type: boolean}, {type: number}, {type: 'null'}]}]}}",
        "t0 A = array of t2:any-of?
         t1 B = array of t3:any-of?
         t2 t0[] = any-of
         | t4:string
         | t5:boolean
         | t6:double
         t3 t1[] = any-of
         | t7:string
         | t8:boolean
         | t9:double
         t4 t2|0 = string
         t5 t2|1 = boolean
         t6 t2|2 = double
         t7 t3|0 = string
         t8 t3|1 = boolean
         t9 t3|2 = double",
    );
}

#[test]
fn a_base_is_one_of_what_extends_it() {
    check_schemas(
        "Pet: {required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {cat: Cat, pup: '#/components/schemas/Dog', pet: Pet, eel: Eel}}}
         Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}, friend: {$ref: '#/components/schemas/Pet'}}}]}
         Dog: {allOf: [{$ref: '#/components/schemas/Pet'}], properties: {size: {type: integer}}}
         Poodle: {allOf: [{$ref: '#/components/schemas/Dog'}, {properties: {hair: {type: integer}}}]}
         Eel: {allOf: [{$ref: '#/components/schemas/Pet'}]}
         MaybePet: {allOf: [{$ref: '#/components/schemas/Pet'}], nullable: true}",
        "t0 Pet = one-of
         by kind
         | t1:Cat \"cat\"
         | t6:object \"pup\"
         | t3:Poodle \"Poodle\"
         | t4:Eel \"eel\"
         | t7:object \"pet\"
         t1 Cat = object
         kind: t8:string required
         lives: t9:int64
         friend: t0:Pet
         t2 Dog = one-of
         by kind
         | t3:Poodle \"Poodle\"
         | t6:object \"pup\"
         t3 Poodle = object
         kind: t8:string required
         size: t10:int64
         hair: t11:int64
         t4 Eel = object
         kind: t8:string required
         t5 MaybePet = alias t0:Pet
         t6 t2.base = object
         kind: t8:string required
         size: t10:int64
         t7 t0.base = object
         kind: t8:string required
         t8 t0.kind = string
         t9 t1.lives = int64
         t10 t2.size = int64
         t11 t3.hair = int64",
    );
}

#[test]
fn a_base_without_a_mapping_goes_by_names() {
    // The names are the tags, or what a child narrows the property to.
    check_schemas(
        "A: {properties: {k: {type: string, enum: [B, c, a]}}, discriminator: {propertyName: k}}
         B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}
         C: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {k: {enum: [c]}}}]}",
        "t0 A = one-of
         by k
         | t1:B \"B\"
         | t2:C \"c\"
         | t3:object \"a\"
         t1 B = object
         k: t4:enum
         b: t5:string
         t2 C = object
         k: t6:enum
         t3 t0.base = object
         k: t4:enum
         t4 t0.k = enum
         = \"B\"
         = \"c\"
         = \"a\"
         t5 t1.b = string
         t6 t2.k = enum
         = \"c\"",
    );
    // Tags that are not known: what children add is kept, though without a type.
    for property in ["k: {enum: [x]}", "l: {}", "k: {type: integer}"] {
        let printed = print(&format!(
            "components: {{schemas: {{A: {{properties: {{{property}}}, discriminator: {{propertyName: k}}}}, B: {{allOf: [{{$ref: '#/components/schemas/A'}}, {{properties: {{b: {{}}}}}}]}}}}}}"
        ));
        assert!(printed.starts_with("t0 A = object\n"), "{property}: {printed}");
        assert!(
            printed.contains("\n  * t") && printed.ends_with("! C002"),
            "{property}: {printed}"
        );
    }
    check_line("{properties: {k: {type: string}}, discriminator: {propertyName: k}}", "object");
}
