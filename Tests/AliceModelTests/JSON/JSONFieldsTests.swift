import AliceModel
import Testing

@Suite struct JSONFieldsTests {
  private struct Sample: Sendable, Hashable {
    var name = ""
    var count = 7
    var note: String?
    var cost: Money?
    var ids: [Rating] = []
    var isLoud = false

    static let fields: JSONFields<Self> = [
      .member("name", \.name, isRequired: true), .member("count", \.count), .optional("note", \.note),
      .nullable("cost", \.cost), .member("ids", \.ids).when { !$0.ids.isEmpty },
      .derived("shout") { $0.isLoud ? .string($0.name + "!") : nil },
    ]
  }

  private func read(_ text: String) throws -> Sample? {
    Sample.fields.read(try #require(try JSONValue(parsing: text).objectValue), into: Sample())
  }

  @Test func `what is written follows the table, and reads back`() throws {
    let whole = Sample(
      name: "a", count: 1, note: "n", cost: Money("0.5"), ids: [Rating(3), Rating(5)].compactMap(\.self))
    let text = JSONValue.object(Sample.fields.object(of: whole)).text
    #expect(text == #"{"name":"a","count":1,"note":"n","cost":"0.5","ids":[3,5]}"#)
    #expect(try read(text) == whole)
    let empty = JSONValue.object(Sample.fields.object(of: Sample(name: "b", isLoud: true))).text
    #expect(empty == #"{"name":"b","count":7,"cost":null,"shout":"b!"}"#)
    #expect(try read(empty) == Sample(name: "b"))
  }

  @Test(arguments: [#"{}"#, #"{"name":null}"#, #"{"name":3,"count":1}"#])
  func `without a required member there is no value`(text: String) throws { #expect(try read(text) == nil) }

  @Test func `any other member of the wrong type leaves what was there`() throws {
    let text = #"{"name":"a","count":"many","note":4,"cost":"much","ids":[9,"x",2],"unknown":{}}"#
    #expect(try read(text) == Sample(name: "a", ids: [Rating(2)].compactMap(\.self)))
  }
}
