/// What a configuration file says, with the presets' values put in.
package struct Configuration: Sendable, Equatable {
  /// What a prompt is sent to when nothing else is chosen.
  package var selection: Destination?
  /// In the order of the file.
  package var providers: [Provider] = []
  package var routes: [Route] = []
  package var parameters = Parameters()
  package var system: String?
  /// Who names conversations; whoever gave the first answer, unless the file says otherwise.
  package var titles = Engine.TitleUse.answerer
  package var roles: [NamedRole] = []
  package var budget = Budget()
  package var cache = Cache()
  package var redis: Redis?
  package var metrics = Metrics()
  package var logLevel: LogLevel = .info
  package var tools: [Tool] = []
  package var contextServers: [ContextServer] = []
  package var interface = Interface()

  package init() {}

  /// Whether the file itself holds a password, so that others must not read it.
  package var holdsSecrets: Bool {
    redis?.holdsPassword == true
      || providers.contains { URLText.holdsPassword($0.security.proxy ?? "") }
  }
}

// MARK: Sections

extension Configuration {
  /// A way to be answered: a system prompt, a selection and parameters under one name.
  package struct NamedRole: Sendable, Equatable {
    package var name: String
    package var system: String?
    package var selection: Destination?
    package var parameters = Parameters()
  }

  /// The most that may be spent, in US dollars.
  package struct Budget: Sendable, Equatable {
    package var session: Double?
    package var day: Double?
    package var month: Double?
  }

  /// Which answers are kept to be given again.
  package struct Cache: Sendable, Equatable {
    package enum Use: Sendable, Equatable {
      case always, never
      /// Where the parameters make the answer repeatable.
      case automatic
    }

    package var chat: Use = .never
    package var ask: Use = .automatic
    package var lifetime: Duration = .seconds(3600)
    package var maxBytes = 256 << 20
  }

  /// A Redis server that several programs share.
  package struct Redis: Sendable, Equatable {
    /// May hold a password: never shown.
    package var url: Secret
    package var prefix = "llmterm:"
    package var sharesCache = true
    package var sharesLimits = true
    package var sharesHealth = true
    package var certificates: Certificates?

    package var holdsPassword: Bool { URLText.holdsPassword(url.exposed) }
  }

  /// Files of certificates for one connection.
  package struct Certificates: Sendable, Equatable {
    package var ca: String?
    package var clientCertificate: String?
    package var clientKey: String?

    package init(ca: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil) {
      self.ca = ca
      self.clientCertificate = clientCertificate
      self.clientKey = clientKey
    }
  }

  package struct Metrics: Sendable, Equatable {
    /// Where they are served; nil for nowhere.
    package var listen: ListenAddress?
    package var textfile: String?

    package init(listen: ListenAddress? = nil, textfile: String? = nil) {
      self.listen = listen
      self.textfile = textfile
    }
  }

  package enum LogLevel: String, Sendable, CaseIterable {
    case off, error, warning, info, debug
  }

  /// A program that models may have run, or a tool of our own.
  package struct Tool: Sendable, Equatable {
    /// What a program reads from standard input.
    package enum Input: String, Sendable, CaseIterable {
      case none
      /// The arguments as one JSON object.
      case json
    }

    /// What a program prints.
    package enum Output: String, Sendable, CaseIterable {
      case text, json
      case png = "image/png"
      case jpeg = "image/jpeg"
      case webp = "image/webp"
      case gif = "image/gif"
    }

    package var definition: ToolDefinition
    /// The program and its words, with `{name}` for the argument of that name; empty if built in.
    package var command: [String]
    package var input: Input = .json
    package var output: Output = .text
    /// The names of variables that it gets beside the usual ones.
    package var variables: [String] = []
    package var folder: String?
    package var timeout: Duration = .seconds(120)
    /// Whether it runs without asking.
    package var isAllowed = false
    /// Whether an argument may stand where the program takes options.
    package var takesOptions = false
    package var isSandboxed = true
    package var usesNetwork = false
    /// The folders that it may change.
    package var writable: [String] = []
    package var builtIn: BuiltInTool?
    /// The folder that a built-in tool for files stays in.
    package var root: String?

    package init(definition: ToolDefinition, command: [String] = [], builtIn: BuiltInTool? = nil) {
      self.definition = definition
      self.command = command
      self.builtIn = builtIn
    }
  }

  /// A server of the Model Context Protocol.
  package struct ContextServer: Sendable, Equatable {
    package enum Connection: Sendable, Equatable {
      case command([String])
      /// The key goes out as `Authorization: Bearer`.
      case url(String, headers: [HTTPHeader], key: KeySource?)
    }

    package var name: String
    package var connection: Connection
    /// Variables that its program gets besides the usual few.
    package var environment: [String] = []
    /// Where its program starts; nil for our own folder.
    package var folder: String?
    /// Of a call without a word of progress.
    package var timeout: Duration = .seconds(120)
    /// Tools that run without asking, by the server's own names.
    package var allowed: [String] = []
  }

  /// How the full screen looks and is used.
  package struct Interface: Sendable, Equatable {
    package var theme: String?
    /// The keys of a command, by its name, in the order of the file.
    package var keys: [KeyAssignment] = []
    package var usesMouse = true
    /// Line by line, without a screen.
    package var isScreenReader = false
    /// The shortest time between two frames.
    package var frame: Duration = .milliseconds(8)
    package var editing = Editing.readline
    package var notify = Notify.automatic
    package var images = Images.automatic
    /// Themes of the user's own, in the order of the file.
    package var themes: [ThemeColours] = []

    /// How the prompt is edited.
    package enum Editing: String, Sendable, CaseIterable {
      case readline, vi
    }

    /// How the end of an answer is told to somebody who looks elsewhere.
    package enum Notify: String, Sendable, CaseIterable {
      case off
      /// As the terminal is known to take it.
      case automatic = "auto"
      case bell, osc9, osc777
    }

    /// Whether images are shown among the messages.
    package enum Images: String, Sendable, CaseIterable {
      /// Where the terminal says that it can.
      case automatic = "auto"
      case off
      /// By kitty's graphics protocol, without asking.
      case kitty
      /// As sixel, whether or not the terminal says that it knows it.
      case sixel
    }

    /// A theme as it is written: roles and their colours.
    package struct ThemeColours: Sendable, Equatable {
      package var name: String
      /// The theme that it changes.
      package var base: String?
      package var roles: [Role]

      package struct Role: Sendable, Equatable {
        package var name: String
        package var style: String
      }
    }

    package struct KeyAssignment: Sendable, Equatable {
      package var command: String
      package var keys: [String]
    }

    /// Something that the screen cannot do.
    package struct Mistake: Sendable, Equatable {
      /// Of what is wrong, as `ui.keys.picker`.
      package var path: String
      /// Whether its name is wrong, and not its value.
      package var isOfName: Bool
      package var sentence: String

      package init(_ path: String, ofName isOfName: Bool = false, _ sentence: String) {
        self.path = path
        self.isOfName = isOfName
        self.sentence = sentence
      }
    }
  }
}
