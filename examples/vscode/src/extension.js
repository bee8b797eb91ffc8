// Starts `renkei lsp` and connects the editor to it.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async function activate() {
  const command = vscode.workspace.getConfiguration("renkei").get("path");
  const server = { command, args: ["lsp"] };
  const documentSelector = ["yaml", "json"].flatMap((language) => [
    { scheme: "file", language },
  ]);
  client = new LanguageClient("renkei", "Renkei", server, { documentSelector });
  await client.start();
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
