//! What a good file means.

mod given;

use given::{content, one, read};
use serde_json::json;

/// The same connector in every form that Kibana reads.
const FORMS: [&str; 7] = [
    "
xpack.actions.preconfigured:
  my-openai:
    name: My OpenAI
    actionTypeId: .gen-ai
    exposeConfig: true
    config:
      apiProvider: OpenAI
      apiUrl: https://host.example/v1/chat/completions
      headers:
        X-Team.Name: blue
    secrets:
      apiKey: abc
",
    "
xpack:
  actions:
    preconfigured:
      my-openai:
        name: My OpenAI
        actionTypeId: .gen-ai
        exposeConfig: true
        config:
          apiProvider: OpenAI
          apiUrl: https://host.example/v1/chat/completions
          headers: {X-Team.Name: blue}
        secrets: {apiKey: abc}
",
    "
xpack.actions.preconfigured.my-openai.name: My OpenAI
xpack.actions.preconfigured.my-openai.actionTypeId: .gen-ai
xpack.actions.preconfigured.my-openai.exposeConfig: true
xpack.actions.preconfigured.my-openai.config.apiProvider: OpenAI
xpack.actions.preconfigured.my-openai.config.apiUrl: https://host.example/v1/chat/completions
xpack.actions.preconfigured.my-openai.config.headers.X-Team.Name: blue
xpack.actions.preconfigured.my-openai.secrets.apiKey: abc
",
    "
xpack.actions:
  preconfigured.my-openai:
    name: My OpenAI
    actionTypeId: .gen-ai
    exposeConfig: true
    config.apiProvider: OpenAI
    config.apiUrl: https://host.example/v1/chat/completions
    config.headers: {X-Team.Name: blue}
    secrets.apiKey: abc
",
    "
xpack:
  actions.preconfigured:
    my-openai.name: My OpenAI
    my-openai:
      actionTypeId: .gen-ai
      exposeConfig: true
      config: {apiProvider: OpenAI}
xpack.actions.preconfigured.my-openai:
  config:
    apiUrl: https://host.example/v1/chat/completions
    headers.X-Team.Name: blue
  secrets.apiKey: abc
",
    "\u{feff}# Windows writes such a file.\r
xpack.actions.preconfigured:\r
  my-openai:\r
    name: \"My OpenAI\"\r
    actionTypeId: '.gen-ai'\r
    exposeConfig: 'true'\r
    config:\r
      apiProvider: OpenAI\r
      apiUrl: >-\r
        https://host.example/v1/chat/completions\r
      headers:\r
        X-Team.Name: blue\r
    secrets:\r
      apiKey: abc\r
",
    "
base: &base
  actionTypeId: .gen-ai
  name: another name
  config: {apiProvider: &provider OpenAI}
xpack.actions.preconfigured.my-openai:
  <<: *base
  name: My OpenAI
  exposeConfig: true
  config:
    apiProvider: *provider
    apiUrl: https://host.example/v1/chat/completions
    headers: {X-Team.Name: blue}
  secrets: {apiKey: abc}
",
];

#[test]
fn every_spelling_of_the_same_settings_reads_the_same() {
    for form in FORMS {
        assert_eq!(
            content(&one(form)),
            json!({
                "id": "my-openai",
                "name": "My OpenAI",
                "actionTypeId": ".gen-ai",
                "config": {
                    "apiProvider": "OpenAI",
                    "apiUrl": "https://host.example/v1/chat/completions",
                    "headers": {"X-Team.Name": "blue"},
                },
                "secrets": {"apiKey": "abc"},
                "exposeConfig": true,
            }),
            "{form}"
        );
    }
}

#[test]
fn a_file_without_connectors_is_fine() {
    for text in [
        "",
        "\u{feff}",
        "# nothing yet\n",
        "---\n",
        "~",
        "xpack:",
        "xpack:\n  actions:\n",
        "xpack.actions.preconfigured:",
        "xpack.actions.preconfigured: {}",
        "xpack: {actions: {preconfigured: {}}}\nxpack.actions: {}\n",
    ] {
        let file = read(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert!(file.preconfigured.is_empty(), "{text:?}");
        assert!(file.warnings.is_empty(), "{text:?}: {:?}", file.warnings);
    }
}

#[test]
fn values_in_the_config_keep_their_type_and_secrets_and_headers_their_spelling() {
    let entry = one("
xpack.actions.preconfigured.a:
  name: A
  actionTypeId: .gen-ai
  config:
    contextWindowLength: 128000
    temperature: 0.70
    enableNativeFunctionCalling: true
    organizationId: '123'
    projectId: 123456789012345678901234567890
    defaultModel: null
    list: [1, x, {a.b: c}]
    headers: {X-Version: 1.10, X-On: true, X-Number: 007}
  secrets:
    apiKey: 00123
    other: 1e3
    flag: yes
    block: |
      -----BEGIN-----
      abc
");
    assert_eq!(
        content(&entry)["config"],
        json!({
            "contextWindowLength": 128000,
            "temperature": 0.7,
            "enableNativeFunctionCalling": true,
            "organizationId": "123",
            "projectId": "123456789012345678901234567890",
            "defaultModel": null,
            "list": [1, "x", {"a.b": "c"}],
            "headers": {"X-Version": "1.10", "X-On": "true", "X-Number": "007"},
        })
    );
    assert_eq!(
        content(&entry)["secrets"],
        json!({"apiKey": "00123", "other": "1e3", "flag": "yes", "block": "-----BEGIN-----\nabc\n"})
    );
    assert!(!entry.expose_config);
}

#[test]
fn variables_are_put_into_every_value_and_into_no_name() {
    let entry = one("
xpack.actions.preconfigured.a:
  name: ${NAME}!
  actionTypeId: ${UNSET_TYPE:.gen-ai}
  config:
    apiUrl: http://${UNSET_HOST:localhost}:${UNSET_PORT:8080}/
    list: ['${X}']
    headers: {'${NOT}': 'a ${X}'}
  secrets: {apiKey: '${KEY}'}
");
    assert_eq!(
        content(&entry),
        json!({
            "id": "a",
            "name": "value of NAME!",
            "actionTypeId": ".gen-ai",
            "config": {
                "apiUrl": "http://localhost:8080/",
                "list": ["value of X"],
                "headers": {"${NOT}": "a value of X"},
            },
            "secrets": {"apiKey": "value of KEY"},
            "exposeConfig": false,
        })
    );
}

#[test]
fn a_reference_that_is_none_is_kept_with_a_warning_that_does_not_show_it() {
    let file = read(
        "
xpack.actions.preconfigured.a:
  name: A
  actionTypeId: .gen-ai
  secrets:
    apiKey: ${canary-canary}
",
    )
    .expect("read");
    assert_eq!(
        file.warnings,
        [
            "patchbay.yml, line 6: \"a.secrets.apiKey\" holds \"${\" without the name of a variable; it is kept as it is"
        ]
    );
    assert_eq!(
        content(&file.preconfigured[0])["secrets"]["apiKey"],
        "${canary-canary}"
    );
}

#[test]
fn a_block_of_a_kibana_file_works_and_says_what_it_leaves_out() {
    let file = read(
        "
server.port: 5601
elasticsearch:
  hosts: ['http://localhost:9200']
xpack.encryptedSavedObjects.encryptionKey: canary-canary
xpack:
  security.enabled: true
  actions:
    allowedHosts: ['*']
    preconfiguredAlertHistoryEsIndex: true
    preconfigured:
      Team_Mail:
        name: Mail
        actionTypeId: .email
        secrets: {password: '${UNSET_PASSWORD}'}
      gpt:
        name: GPT
        actionTypeId: .gen-ai
        isDeprecated: false
",
    )
    .expect("read");
    let ids: Vec<_> = file.preconfigured.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids, ["gpt"]);
    assert_eq!(
        file.warnings,
        [
            "patchbay.yml, line 10: these settings have no use for connectors here; ignored: \"xpack.actions.preconfiguredAlertHistoryEsIndex\" (line 10)",
            "patchbay.yml, line 2: only connectors and networking are read, from xpack.actions; ignored: \"server.port\" (line 2), \"elasticsearch\" (line 3), \"xpack.encryptedSavedObjects.encryptionKey\" (line 5), \"xpack.security.enabled\" (line 7)",
            "patchbay.yml, line 12: the connector \"Team_Mail\" is skipped, because its actionTypeId is \".email\" and only \".gen-ai\" is supported",
            "patchbay.yml, line 19: the connector \"gpt\" has an unknown setting, which is ignored: \"isDeprecated\"",
        ]
    );
}

#[test]
fn entries_come_in_the_order_of_the_file() {
    let file = read(
        "
xpack.actions.preconfigured:
  z: {name: Z, actionTypeId: .gen-ai}
  a: {name: A, actionTypeId: .gen-ai}
xpack.actions.preconfigured.m: {name: M, actionTypeId: .gen-ai}
",
    )
    .expect("read");
    let ids: Vec<_> = file.preconfigured.iter().map(|entry| &entry.id).collect();
    assert_eq!(ids, ["z", "a", "m"]);
}

#[test]
fn each_field_knows_its_line() {
    let entry = one("
xpack.actions.preconfigured.a.name: A
xpack.actions.preconfigured:
  a:
    actionTypeId: .gen-ai
    config:
      apiUrl:
        http://localhost/
      headers:
        X-Team.Name: blue
xpack.actions.preconfigured.a.secrets.apiKey: abc
");
    for (field, line) in [
        ("name", 2),
        ("actionTypeId", 5),
        ("config", 6),
        ("config.apiUrl", 7),
        ("config.headers", 9),
        ("config.headers.X-Team.Name", 10),
        ("config.headers.X-Other", 9),
        ("config.defaultModel", 6),
        ("secrets.apiKey", 11),
        ("secrets.certificateData", 11),
        ("exposeConfig", 2),
        ("", 2),
    ] {
        assert_eq!(entry.line_of(field), line, "{field}");
    }
    assert_eq!(entry.line, 2);
}
