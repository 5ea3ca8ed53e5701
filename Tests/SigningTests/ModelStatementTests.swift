import CanonicalJSON
import Foundation
import NumericsContract
import Testing

@testable import Signing

@Suite("Statements about models")
struct ModelStatementTests {
  private static func digest(_ text: String) -> SHA256Digest {
    SHA256Digest.digest(of: Array(text.utf8))
  }

  @Test("a folder's files come in the order of code points, and the digest is over theirs")
  func folder() throws {
    // '-' and '.' stand before '/', so b-c and b.h5 stand before what is in the folder b; é in two
    // spellings is two names, which Swift's own == and < take for one.
    let model = try ScratchModel([
      "b/step.h5": "1", "b.h5": "2", "b-c": "3", "b/a/x": "4", "é": "5", "e\u{301}": "6", "Z": "7",
      "\u{FF5E}": "8", "😀": "9",
    ])
    let statement = try model.statement()
    let names = ["Z", "b-c", "b.h5", "b/a/x", "b/step.h5", "e\u{301}", "é", "\u{FF5E}", "😀"]
    #expect(statement.resources.map { Array($0.name.utf8) } == names.map { Array($0.utf8) })
    let texts = ["7", "3", "2", "4", "1", "6", "5", "8", "9"]
    #expect(statement.resources.map(\.digest) == texts.map(Self.digest))
    #expect(
      statement.digest
        == SHA256Digest.digest(of: texts.flatMap { Self.digest($0).bytes }))
    #expect(statement.name == "model")
    let again = try ModelStatement(
      parsing: Array(try statement.text.utf8), in: "memory")
    #expect(try again.text == statement.text)
  }

  @Test("the text is a pure function of names and bytes, whatever the path and the times")
  func pure() throws {
    let first = try ScratchModel()
    let second = try ScratchModel()
    let text = try first.statement().text
    #expect(try second.statement().text == text)
    #expect(try ModelStatement(of: try ModelPath(second.path + "///"), besides: nil).text == text)
    let below = second.path + "/b/.."
    #expect(try ModelStatement(of: try ModelPath(below), besides: nil).text == text)
    #expect(
      text == """
        {
          "_type": "https://in-toto.io/Statement/v1",
          "predicate": {
            "resources": [
              {
                "algorithm": "sha256",
                "digest": "\(Self.digest("one"))",
                "name": "b.h5"
              },
              {
                "algorithm": "sha256",
                "digest": "\(Self.digest("two"))",
                "name": "b/step.h5"
              },
              {
                "algorithm": "sha256",
                "digest": "\(Self.digest("{}"))",
                "name": "run.json"
              }
            ],
            "serialization": {
              "allow_symlinks": false,
              "hash_type": "sha256",
              "ignore_paths": [
                ".git",
                ".gitattributes",
                ".github",
                ".gitignore"
              ],
              "method": "files"
            }
          },
          "predicateType": "https://model_signing/signature/v1.0",
          "subject": [
            {
              "digest": {
                "sha256": "\(try first.statement().digest)"
              },
              "name": "model"
            }
          ]
        }

        """)
  }

  @Test("a single file is the resource \".\", so that a renamed file is still what was signed")
  func file() throws {
    let model = try ScratchModel()
    let statement = try ModelStatement(
      of: try ModelPath(model.path + "/b.h5"), besides: model.beside("b.sig"))
    #expect(statement.resources.map(\.name) == ["."])
    #expect(statement.resources[0].digest == Self.digest("one"))
    #expect(statement.name == "b.h5")
  }

  @Test("what belongs to a repository, and the file to be written, is no part of the model")
  func ignored() throws {
    let model = try ScratchModel([
      ".git/config": "1", ".gitignore": "2", ".gitattributes": "3", ".github/x": "4", ".gitx": "5",
      "sub/.git/config": "6", "out/model.sig": "7", "out/model.sigs": "8",
    ])
    let statement = try model.statement(besides: model.path + "/sub/../out/model.sig")
    #expect(
      statement.resources.map(\.name)
        == [".gitx", "out/model.sigs", "sub/.git/config"])
    #expect(
      statement.ignoredPaths
        == [".git", ".gitattributes", ".github", ".gitignore", "out/model.sig"])
    #expect(try model.statement(besides: model.beside("model.sig")).ignoredPaths.count == 4)
  }

  @Test("what cannot be signed is named: links, pipes, names that are no UTF-8, nothing at all")
  func notSignable() throws {
    let empty = try ScratchModel([:])
    let error = #expect(throws: SigningError.self) { try empty.statement() }
    #expect(error?.code == .notSignable)
    let missing = #expect(throws: SigningError.self) { try ModelPath(empty.beside("none")) }
    #expect(missing?.code == .unreadable)

    let linked = try ScratchModel()
    try FileManager.default.createSymbolicLink(
      atPath: linked.path + "/b/link", withDestinationPath: "/etc/passwd")
    let link = #expect(throws: SigningError.self) { try linked.statement() }
    #expect(link?.description.hasPrefix("\(linked.path)/b/link: ") == true)
    #expect(link?.description.contains("found a symbolic link.") == true)
    let itself = #expect(throws: SigningError.self) { try ModelPath(linked.path + "/b/link") }
    #expect(itself?.code == .notSignable)

    let piped = try ScratchModel()
    mkfifo(piped.path + "/pipe", 0o600)
    #expect(throws: SigningError.self) { try piped.statement() }
    #expect(throws: SigningError.self) { try ModelPath(piped.path + "/pipe") }

    let named = try ScratchModel()
    close(open(named.path + "/\u{1}", O_CREAT | O_WRONLY, 0o600))
    #expect(try named.statement().resources.count == 4)
    let bytes: [CChar] = Array(named.path.utf8CString.dropLast()) + [47, -1, 0]
    close(open(bytes, O_CREAT | O_WRONLY, 0o600))
    let name = #expect(throws: SigningError.self) { try named.statement() }
    #expect(name?.description.contains("UTF-8") == true)
  }

  @Test("a file that is no JSON is not replaced by a signature")
  func occupied() throws {
    let model = try ScratchModel()
    #expect(throws: SigningError.self) {
      try OutputFile.requireReplaceable(model.path + "/b.h5")
    }
    #expect(throws: SigningError.self) { try OutputFile.requireReplaceable(model.path) }
    try OutputFile.requireReplaceable(model.path + "/run.json")
    try OutputFile.requireReplaceable(model.path + "/new")
  }
}
