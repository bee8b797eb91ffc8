//! The text after the options in `--help`: examples, formats and exit codes.

pub(super) const RENKEI: &str = "\
Examples:
  renkei lint specs/orders.yaml                        report problems in the API's design
  renkei explain N005                                  explain a rule, with examples
  renkei generate specs/orders.yaml --out orders-api   generate a crate that calls the API
  renkei generate specs/orders.yaml --out orders-api --check
                                                       in CI: fail if the crate is out of date
  renkei bundle specs/api.yaml -o bundled.yaml         merge a multi-file document into one file
  renkei overlay apply specs/orders.yaml fixes.yaml    print the document with an overlay applied
  renkei policies specs/orders.yaml                    show what is retried, and why that is safe
  renkei probe specs/orders.yaml --every 30s           call its safe operations, and watch targets
  renkei init specs/orders.yaml                        create a renkei.yaml

To generate a client in a build script, use `renkei::Builder` instead. Settings are read from
renkei.yaml in the document's folder or in the current folder.

Exit codes:
  0  success
  1  the document has problems at or above the threshold (errors, or the severity given with
     --fail-on); with --check, the generated files are out of date
  2  invalid usage, invalid renkei.yaml, or a file that cannot be read or written
With exit codes 1 and 2, no file is written.";

pub(super) const LSP: &str = "\
An editor starts the server and exchanges messages over stdin and stdout (Language Server Protocol
3.17). It has diagnostics while typing, quick fixes, completion, hover, definitions, references,
document symbols and rename, for documents in YAML and JSON and the files that they reference.

The guide has settings for editors: https://github.com/renkei-rs/renkei/tree/main/docs/editors.md";

pub(super) const WATCH: &str = "\
Examples:
  renkei watch specs/orders.yaml --out orders-api

Changes that follow each other closely lead to one run. While the document has errors, the client
stays as it is. The command runs until it is interrupted.";

pub(super) const LINT: &str = "\
Examples:
  renkei lint specs                                      every OpenAPI document in the folder
  renkei lint 'specs/**/*.yaml' --quiet
  renkei lint specs/orders.yaml --rule N005 --max 0
  renkei lint specs/orders.yaml --fail-on warning
  renkei lint specs/orders.yaml --preset minimal
  renkei lint specs/orders.yaml --fix --dry-run
  renkei lint specs --base origin/main --format github
  renkei lint specs --format human --format sarif=lint.sarif --format html=lint.html
  renkei lint specs --baseline known.json --update-baseline
  renkei lint --import-spectral .spectral.yaml
  renkei lint specs/orders.yaml --format json | jq '.diagnostics[].code'

Presets:
  house    validity and the design rules that `renkei rules` lists
  zalando  the rules of the Zalando RESTful API Guidelines
  minimal  only validity: syntax, structure, references and parameters
--preset replaces the preset of renkei.yaml. The severities under `lint.rules` still apply.

Suppressions:
  # renkei-ignore N003 until 2027-01-31: reason    a comment, for its line or the next one
  x-lint-ignore: {N003: reason}                    an extension, for its object
  lint.ignore                                      in renkei.yaml, by rule, file and subject

JSON format:
  { \"format\": 1,
    \"summary\": { \"errors\": 0, \"warnings\": 1, \"infos\": 0 },
    \"diagnostics\": [ { \"code\", \"rule\", \"severity\", \"message\", \"help\", \"file\", \"line\",
                       \"column\", \"endLine\", \"endColumn\", \"pointer\", \"subject\",
                       \"group\", \"related\", \"fix\" } ] }
  \"subject\" stays the same if the document is reordered; with \"code\", it identifies a
  diagnostic. Diagnostics with the same cause have the same \"group\".
  Lines and columns start at 1. Columns count characters, and the end is exclusive. A field
  without a value is null.

Exit codes:
  0  no problem at or above --fail-on
  1  at least one problem at or above --fail-on
  2  invalid usage, invalid renkei.yaml, or a document that cannot be read";

pub(super) const DIFF: &str = "\
Examples:
  renkei diff v1.yaml v2.yaml
  renkei diff origin/main api.yaml --fail-on risky
  renkei diff v1.2.0:specs/api.yaml specs/api.yaml --format html=changes.html
  renkei diff v1.yaml v2.yaml --format human --format markdown=CHANGES.md
  renkei diff v1.yaml v2.yaml --format json | jq '.changes[] | select(.level == \"breaking\")'
  renkei diff v1.yaml v2.yaml --approved approved.txt --update-approved

Levels:
  breaking  callers, or programs that use the client, fail
  risky     some of them can fail, depending on how they are written
  safe      nobody notices it

Requests and responses are compared in opposite directions: a server may accept more than
before, and may not send more than before. `request-…` and `response-…` name the direction,
`rust-…` the generated client. Both versions use the renkei.yaml of the later one.

JSON format:
  { \"format\": 1, \"title\", \"baseVersion\", \"headVersion\", \"bump\",
    \"wire\": { \"breaking\", \"risky\", \"safe\" }, \"rust\": { … },
    \"changes\": [ { \"id\", \"scope\", \"level\", \"subject\", \"message\", \"explanation\", \"help\",
                   \"fingerprint\", \"operations\", \"base\": { \"file\", \"line\", \"column\" }, \"head\" } ] }
  A field without a value is null.

Exit codes:
  0  no change at or above `--fail-on`
  1  there are such changes, or a document has errors
  2  invalid usage, invalid renkei.yaml, or a document that cannot be read";

pub(super) const POLICIES: &str = "\
Examples:
  renkei policies specs/orders.yaml
  renkei policies specs/orders.yaml --format markdown > policies.md
  renkei policies specs/orders.yaml --format json | jq '.operations[] | select(.class == \"N\")'
  renkei policies specs/orders.yaml --fail-on-unsafe

Classes:
  S  safe to repeat: a safe or idempotent method, or `x-renkei-idempotent: true`
  K  safe to repeat with its idempotency key, whose header the document declares
  N  not safe to repeat: retried only if the server did not perform the request

JSON format:
  { \"format\": 1, \"title\", \"version\",
    \"defaults\": { \"attempts\", \"limits\" },
    \"classes\": [ { \"class\", \"meaning\", \"retriedOn\" } ],
    \"operations\": [ { \"id\", \"method\", \"path\", \"class\", \"reason\", \"attempts\",
                      \"attemptsDeclared\", \"limits\", \"retriedOn\", \"ignoredStatuses\",
                      \"key\", \"paging\", \"lostResponse\" } ] }
  Limits are in milliseconds. A field without a value is null.

Exit codes:
  0  success
  1  the document has errors; with --fail-on-unsafe, an operation has class N
  2  invalid usage, invalid renkei.yaml, or a document that cannot be read";

pub(super) const PROBE: &str = "\
Examples:
  renkei probe specs/orders.yaml --base-url https://sandbox.example.com --set orderId=ord_1
  renkei probe specs/orders.yaml --every 30s --p95 200ms --errors 0.5%
  renkei probe specs/orders.yaml --every 30s --format prometheus --out orders.prom
  renkei probe specs/orders.yaml --count 20 --format json --fail-on-drift
  renkei probe specs/orders.yaml --check-idempotency createOrder --body order.json --allow-writes

Operations with the methods GET and HEAD are called. Required parameters have the values of --set,
or an example, the default or the first enum value of the document; without any of them, the
operation is not called. Calls are neither retried nor redirected.

With --every, the calls of the --window are compared with the targets, and otherwise all calls.
Rounds that are due while a slower one runs are left out.

Environment, for a client named orders-api:
  ORDERS_API_BASE_URL                       URL of the server
  ORDERS_API_TOKEN                          token of bearer, OAuth 2 and OpenID Connect schemes
  ORDERS_API_KEY                            API key
  ORDERS_API_USER and ORDERS_API_PASSWORD   basic credentials
Credentials are never printed, and never sent over plain HTTP except to this machine.

JSON format, one line for each report:
  { \"format\": 1, \"title\", \"version\", \"rounds\", \"windowMs\", \"targets\": { \"p95Ms\", \"errorRate\" },
    \"meetsTargets\", \"operations\": [ { \"id\", \"method\", \"path\", \"server\", \"calls\", \"windowCalls\",
      \"errorRate\", \"p50Ms\", \"p95Ms\", \"p99Ms\", \"meetsTargets\",
      \"errors\": [ { \"message\", \"count\" } ],
      \"differences\": [ { \"kind\", \"pointer\", \"message\", \"count\" } ] } ],
    \"skipped\": [ { \"id\", \"kind\", \"reason\", \"isFailure\" } ] }
  \"calls\" and \"count\" are since the start. \"errorRate\" and quantiles are of the \"windowCalls\".
  \"windowMs\" is null without --every.
With --check-idempotency:
  { \"format\": 1, \"operation\", \"keyHeader\", \"verdict\", \"message\", \"statuses\" }
  The verdict is honoured, not_honoured, refused or inconclusive.

Exit codes:
  0  all targets are met; with --check-idempotency, the server honours keys
  1  an operation misses a target, or is not called because of missing credentials or although
     --operation names it; with --fail-on-drift, a response differs from the document; with
     --check-idempotency, any other verdict; or the document has errors
  2  invalid usage, invalid renkei.yaml or environment, a file that cannot be read or written, or no
     operation that can be called; with --check-idempotency, the first request failed, or one had
     no response
With --every, the exit code is about the window of the last report.";

pub(super) const PRINT: &str = "\
Stages:
  document    every node of the document with its location
  normalised  the document in the shape of OpenAPI 3.0
  model       types and operations
  plan        modules, items and names of the client

The result goes to stdout, diagnostics go to stderr.

Exit codes:
  0  success
  1  the document has errors
  2  invalid usage, invalid renkei.yaml, or a document that cannot be read";

pub(super) const BUNDLE: &str = "\
Examples:
  renkei bundle specs/api.yaml -o api.yaml
  renkei bundle specs/api.yaml -o api.json

Objects from other files become components of the bundled document. Path items and operations
replace the references to them. Everything else stays unchanged, and so does the OpenAPI version.

Exit codes:
  0  success
  1  the document has errors, such as a reference that cannot be resolved
  2  invalid usage, or a file that cannot be read or written
With exit codes 1 and 2, no file is written.";

pub(super) const OVERLAY: &str = "\
Examples:
  renkei overlay apply specs/orders.yaml fixes.yaml
  renkei overlay apply specs/orders.yaml fixes.yaml -o fixed.yaml

Overlays follow the OpenAPI Overlay Specification 1.0 or 1.1. `overlays` in renkei.yaml, or
--overlay, applies them before linting and generating.

The result has the notation of the document, unless --out has another ending. It keeps no
comments.

Exit codes:
  0  success
  1  an overlay is invalid, or one of its actions cannot be applied
  2  invalid usage, or a file that cannot be read or written
With exit codes 1 and 2, no file is written.";

pub(super) const INIT: &str = "\
Examples:
  renkei init specs/orders.yaml

Writes renkei.yaml and renkei.schema.json. Existing files are never overwritten.

Exit codes:
  0  success
  2  invalid usage, or a file that already exists or cannot be written";

pub(super) const GENERATE: &str = "\
Examples:
  renkei generate specs/orders.yaml --out orders-api
  renkei generate specs/orders.yaml --out src/orders --format module
  renkei generate specs/orders.yaml --out orders-api --check
  renkei generate https://api.example.com/openapi.json --out orders-api --allow-remote

Remote documents are fetched over HTTPS and cached. renkei.lock, in the document's folder or in
the current folder, records their SHA-256. If a remote document changes, the run fails until you
accept the change with --update-remote.

Only files whose content changes are written. Files that an earlier run generated and that are no
longer needed are removed. Other files in the folder are never touched.

Exit codes:
  0  success; with --check, the generated files are up to date
  1  the document has errors; with --check, the generated files are out of date
  2  invalid usage, invalid renkei.yaml, or a file that cannot be read or written
With exit codes 1 and 2, no file is written.";

pub(super) const COMPLETIONS: &str = "\
Examples:
  renkei completions bash > ~/.local/share/bash-completion/completions/renkei
  renkei completions zsh > ~/.zfunc/_renkei
  renkei completions fish > ~/.config/fish/completions/renkei.fish";

pub(super) const MAN: &str = "\
Examples:
  renkei man --out target/man
  man -l target/man/renkei-lint.1";
