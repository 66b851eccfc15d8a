import Foundation

extension BytePath {
  /// The path as text, or as an object with the bytes in Base64 if they are not UTF-8, so that the exact path can be
  /// restored.
  package var json: JSONValue {
    text.map(JSONValue.string) ?? ["base64": .string(Data(bytes).base64EncodedString())]
  }

  package init?(json: JSONValue?) {
    if let text = json?.stringValue {
      self.init(text)
    } else if let encoded = json?["base64"]?.stringValue, let bytes = Data(base64Encoded: encoded) {
      self.init(bytes: [UInt8](bytes))
    } else {
      return nil
    }
  }
}
