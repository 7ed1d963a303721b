/// Files that are to go with the next prompt.
extension Engine {
  /// Says at once what the target that is asked first would not take.
  func weigh(_ files: [Attachment]) {
    guard let route = destination.flatMap(catalog.route(to:)),
      let first = catalog.candidates(of: route).first
    else { return publish(.objections(files.map { _ in nil })) }
    publish(.objections(Fitting.objections(to: files, for: first)))
  }

  func saveDraft(_ files: [DraftFile]) {
    guard let drafts = world.drafts else { return }
    let id = draftID
    world.queue.run({ try? drafts.keep(files, of: id) }) { _ in }
  }
}
