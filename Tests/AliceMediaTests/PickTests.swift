import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The pick in XMP: digiKam's label, and the rating by which Adobe's programs reject.
@Suite struct PickTests {
  private func record(_ pick: Pick?, rated stars: Int? = nil) -> AssetRecord {
    var record = AssetRecord.made
    record.rating = stars.flatMap(Rating.init)
    record.pick = pick
    return record
  }

  private func write(_ record: AssetRecord, over existing: [UInt8]? = nil) throws -> [UInt8] {
    let id = try #require(AssetID(hex: String(repeating: "3f", count: 32)))
    return XMPSidecar.make(record, id: id, existing: existing)
  }

  /// A packet of another program; nil leaves a property out.
  private func foreign(label: Int? = nil, rating: Int? = nil) -> [UInt8] {
    let label = label.map { "digiKam:PickLabel='\($0)'" } ?? ""
    let rating = rating.map { "xmp:Rating='\($0)'" } ?? ""
    return Array(
      """
      <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
      <rdf:Description rdf:about='' xmlns:digiKam='http://www.digikam.org/ns/1.0/'
      xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Label='Red' \(label) \(rating)/></rdf:RDF></x:xmpmeta>
      """.utf8)
  }

  private func values(_ key: String, in packet: [UInt8]) -> [String] {
    XMPSidecar.read(packet).entries.filter { $0.key == key }.map(\.text)
  }

  private func label(_ packet: [UInt8]) -> [String] { values("digiKam:PickLabel", in: packet) }
  private func rating(_ packet: [UInt8]) -> [String] { values("xmp:Rating", in: packet) }

  /// Changes a property of a packet as another program would; nil removes it.
  private func setting(_ property: String, from old: Int, to new: Int?, in packet: [UInt8]) -> [UInt8] {
    let text = String(decoding: packet, as: UTF8.self)
    let element = { (value: Int) in "<\(property)>\(value)</\(property)>" }
    let changed = text.replacing(element(old), with: new.map(element) ?? "")
    #expect(changed != text)
    return Array(changed.utf8)
  }

  @Test func `a pick is digiKam's label, and a rejection a rating of -1 where there are no stars`() throws {
    #expect(try label(write(record(.picked))) == ["3"] && rating(write(record(.picked))) == [])
    #expect(try label(write(record(.rejected))) == ["1"] && rating(write(record(.rejected))) == ["-1"])
    #expect(
      try label(write(record(.rejected, rated: 4))) == ["1"] && rating(write(record(.rejected, rated: 4))) == ["4"])
    #expect(try label(write(record(nil))) == [] && rating(write(record(nil))) == [])
  }

  @Test(arguments: [Pick.picked, .rejected, nil], [nil, 3] as [Int?])
  func `every change of pick and stars comes back, whatever was there`(_ pick: Pick?, _ stars: Int?) throws {
    for former in [Pick.picked, .rejected, nil] {
      for formerStars in [nil, 5] as [Int?] {
        let before = try write(record(former, rated: formerStars))
        let after = try write(record(pick, rated: stars), over: before)
        #expect(XMPSidecar.read(after).record == record(pick, rated: stars))
        #expect(!XMPSidecar.read(after).changed.isAny)
        #expect(try write(record(pick, rated: stars), over: after) == after)
        #expect(try after == write(record(pick, rated: stars)))
      }
    }
  }

  @Test(
    arguments: [
      (3, nil, .picked, nil), (1, nil, .rejected, nil), (0, nil, nil, nil), (2, nil, nil, nil),
      (nil, -1, .rejected, nil),
      (0, -1, .rejected, nil), (3, -1, .picked, nil), (1, 4, .rejected, 4), (nil, 4, nil, 4), (7, 0, nil, nil),
    ] as [(label: Int?, rating: Int?, pick: Pick?, stars: Int?)])
  func `what another program says is read, and is the same after alice wrote it`(
    _ label: Int?, _ rating: Int?, _ pick: Pick?, _ stars: Int?
  ) throws {
    let packet = foreign(label: label, rating: rating)
    let read = XMPSidecar.read(packet)
    #expect(read.pick == pick && read.rating == stars.flatMap(Rating.init))
    let written = try write(record(pick, rated: stars), over: packet)
    #expect(XMPSidecar.read(written).record == record(pick, rated: stars))
    #expect(values("xmp:Label", in: written) == ["Red"])
  }

  @Test func `alice removes only what she wrote, and replaces what says otherwise`() throws {
    #expect(try label(write(record(nil), over: foreign(label: 2))) == ["2"])
    #expect(try label(write(record(nil), over: foreign(label: 0))) == ["0"])
    let cleared = try write(record(nil), over: foreign(label: 1, rating: -1))
    #expect(label(cleared) == ["0"] && rating(cleared) == ["0"])
    #expect(XMPSidecar.read(cleared).record?.pick == nil)
    let picked = try write(record(.picked), over: foreign(rating: -1))
    #expect(label(picked) == ["3"] && rating(picked) == ["0"])
    #expect(try rating(write(record(.rejected), over: foreign(rating: 0))) == ["-1"])
    let back = try write(record(nil), over: write(record(.rejected)))
    #expect(label(back) == [] && rating(back) == [])
  }

  @Test func `what another program changed since counts`() throws {
    let picked = try write(record(.picked, rated: 4))
    #expect(
      XMPSidecar.read(setting("digiKam:PickLabel", from: 3, to: 1, in: picked)).record == record(.rejected, rated: 4))
    #expect(XMPSidecar.read(setting("digiKam:PickLabel", from: 3, to: 0, in: picked)).record == record(nil, rated: 4))
    #expect(XMPSidecar.read(setting("digiKam:PickLabel", from: 3, to: nil, in: picked)).record == record(nil, rated: 4))
    // Adobe's programs know only the rating.
    #expect(XMPSidecar.read(setting("xmp:Rating", from: 4, to: -1, in: picked)).record == record(.rejected))
    let rejected = try write(record(.rejected))
    #expect(XMPSidecar.read(setting("xmp:Rating", from: -1, to: 5, in: rejected)).record == record(.rejected, rated: 5))
    #expect(XMPSidecar.read(setting("xmp:Rating", from: -1, to: nil, in: rejected)).record == record(.rejected))
    let both = setting("digiKam:PickLabel", from: 1, to: 3, in: setting("xmp:Rating", from: -1, to: 2, in: rejected))
    #expect(XMPSidecar.read(both).record == record(.picked, rated: 2))
    #expect(XMPSidecar.read(both).changed.pick)
  }

  @Test(.needs("exiftool", "exiv2"), arguments: ContainerFixture.all)
  func `exiftool and exiv2 read the pick, and what they change counts`(name: String) async throws {
    let file = try embedded(record(.rejected), in: ContainerFixture.bytes(name))
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      try path.write(file)
      let read = try Tool.run("exiftool", ["-s3", "-XMP-digiKam:PickLabel", "-XMP-xmp:Rating", path.description])
      let (label, rating) = try #require(
        read.output.firstIndex(of: "\n").map { end in
          (read.output[..<end], read.output[end...].trimmingPrefix("\n"))
        })
      #expect(label == "Rejected" || label == "1", "\(read.output)")
      // A rating that the file had is the person's, and stays.
      let isRatingOwn = rating == "-1\n"
      #expect(isRatingOwn || ("1\n"..."5\n").contains(String(rating)), "\(read.output)")
      let other = try Tool.run("exiv2", ["-K", "Xmp.digiKam.PickLabel", "-Pv", path.description])
      #expect(other.output == "1\n", "\(other.output)")
      #expect(try inspected(path.read()).record?.pick == .rejected)
      #expect(try Tool.run("exiv2", ["-M", "set Xmp.digiKam.PickLabel 3", path.description]).status == 0)
      #expect(try inspected(path.read()).record?.pick == .picked)
      let change = ["-overwrite_original", "-XMP-digiKam:PickLabel=", "-XMP-xmp:Rating=-1", path.description]
      #expect(try Tool.run("exiftool", change).status == 0)
      let after = try inspected(path.read())
      #expect(after.record?.pick == (isRatingOwn ? nil : .rejected))
      #expect(after.record?.rating == nil)
    }
  }
}
