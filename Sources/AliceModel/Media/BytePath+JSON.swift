import Foundation

extension BytePath {
  /// The path's text; where its bytes are not UTF-8 an object with them in Base64, so that the file is found again.
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
