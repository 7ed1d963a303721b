/// What a front end asks of the engine.
package enum EngineCommand: Sendable, Equatable {
  /// Adds a prompt to the open conversation and has it answered.
  case ask(String, [Attachment] = [])
  /// Stops the answer that streams; what has come is kept.
  case stop
  /// Answers the prompt before that message anew, as a sibling; nil keeps the selected target.
  case regenerate(MessageID, with: Destination?)
  /// Puts another wording beside a prompt and has it answered; its files stay unless others are given.
  case edit(MessageID, String, [Attachment]? = nil)
  /// Steps to the sibling so many places on.
  case step(MessageID, by: Int)
  /// After a cut, where the route asks: another answer, or leave it.
  case resolveCut(again: Bool)
  case select(Destination)
  case newConversation
  case open(String)
  /// Tries once more to write to the open conversation, if it can only be read.
  case reopen
  /// Copies the path to a conversation of its own and goes on there.
  case fork
  /// The same, as far as that message: an answer is the last one, a prompt is written anew.
  case forkAt(MessageID)
  /// Takes a message and what follows it out of sight.
  case hide(MessageID)
  /// Brings a message back, with what follows it; nil means the last one that was hidden.
  case bringBack(MessageID?)
  /// Goes to the branch on which that message is.
  case show(MessageID)
  /// Says what branches there are.
  case listBranches
  /// Writes a copy of the open conversation; where it cannot be saved, it goes on there.
  case save(String)
  /// Tries at once to save what is only in memory, and says how that went.
  case trySaving
  case list
  case library(LibraryCommand)
  /// Asks the providers for their lists of models.
  case refreshModels
  case setTitle(String)
  case setSystem(String?)
  case setParameter(name: String, value: String)
  /// Keeps what is being written for the next start.
  case saveDraft(String)
  /// Keeps the files that are to go with it.
  case saveDraftFiles([DraftFile])
  /// Says what the selected target would not take of these files.
  case weigh([Attachment])
  /// A key typed into the welcome card.
  case addKey(String)
  /// A server's URL typed into the welcome card.
  case addServer(String)
  case startDemo
  /// A person's word on a tool call.
  case approve(ApprovalID, ApprovalChoice)
  /// Says what tools and servers there are.
  case listTools
  /// Whether models are told of a tool from now on.
  case offerTool(String, Bool)
  /// Reads what was asked in the last 30 days, of all conversations and programs.
  case readUsage(by: UsageReport.Grouping, utcOffset: Int)
  /// Asks what fits a blank of a server's prompt.
  case complete(PromptBlank)
  /// Asks with a prompt that a server offers, its blanks filled in.
  case usePrompt(server: String, name: String, arguments: [String: String])
  /// What concerns the panes of a comparison; while one is open, `ask` asks them all.
  case compare(ComparisonCommand)
}
