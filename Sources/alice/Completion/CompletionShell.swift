/// A shell for which there is a script.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish

  /// The first line of each script, by which one that alice wrote is known.
  static let mark = "alice completions install"

  /// The script: it asks `alice complete`, so that it need not change with alice.
  var script: String {
    switch self {
    case .bash: CompletionShell.bashScript
    case .zsh: CompletionShell.zshScript
    case .fish: CompletionShell.fishScript
    }
  }

  /// The file that the shell reads, below the user's folders.
  func file(home: String, environment: [String: String]) -> String {
    func folder(_ name: String, _ standard: String) -> String {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + standard
    }
    switch self {
    case .bash: return folder("XDG_DATA_HOME", "/.local/share") + "/bash-completion/completions/alice"
    case .zsh: return folder("XDG_DATA_HOME", "/.local/share") + "/zsh/site-functions/_alice"
    case .fish: return folder("XDG_CONFIG_HOME", "/.config") + "/fish/completions/alice.fish"
    }
  }

  /// What a person must do for the shell to read the file.
  func advice(_ file: String) -> String {
    switch self {
    case .bash:
      "bash reads it in new shells if the package bash-completion is installed; else add to ~/.bashrc: source '\(file)'"
    case .zsh:
      "zsh reads it if ~/.zshrc has, before compinit: fpath=('\(file.dropLast("/_alice".count))' $fpath)"
    case .fish: "fish reads it in new shells"
    }
  }

  private static let bashScript = #"""
    # bash completion of alice; written by 'alice completions install'.
    _alice() {
      local line directives='' current='' number=0
      COMPREPLY=()
      while IFS= read -r line; do
        case $number in
          0) directives=$line ;;
          1) current=$line ;;
          *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
        number=$((number + 1))
      done < <("${COMP_WORDS[0]/#\~\//$HOME/}" complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
      compopt -o nosort 2>/dev/null
      case $directives in *nospace*) compopt -o nospace 2>/dev/null ;; esac
      case $directives in
        *files*)
          # Without values the shell completes files itself; next to values they are added.
          if [ "${#COMPREPLY[@]}" -gt 0 ]; then
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current" 2>/dev/null)
            compopt -o filenames 2>/dev/null
          fi ;;
        *folders*) compopt +o default +o bashdefault -o dirnames 2>/dev/null ;;
        *) compopt +o default +o bashdefault 2>/dev/null ;;
      esac
    }
    complete -o bashdefault -o default -F _alice alice

    """#

  private static let zshScript = #"""
    #compdef alice
    # zsh completion of alice; written by 'alice completions install'.
    _alice() {
      local -a lines plain shown open openshown
      local line value note
      local -i found=1
      lines=("${(@f)$("${(Q)words[1]/#\~\//$HOME/}" complete zsh -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
      for line in "${(@)lines[3,-1]}"; do
        value=${line%%$'\t'*}
        [[ -n $value ]] || continue
        note=$value
        [[ $line == *$'\t'* ]] && note="$value  ${line#*$'\t'}"
        if [[ $value == *[:=,] ]]; then
          open+=("$value") openshown+=("$note")
        else
          plain+=("$value") shown+=("$note")
        fi
      done
      (( $#plain )) && compadd -l -V alice -d shown -a -- plain && found=0
      (( $#open )) && compadd -l -V aliceopen -S '' -d openshown -a -- open && found=0
      if [[ $lines[1] == *folders* ]]; then
        _files -/ && found=0
      elif [[ $lines[1] == *files* ]]; then
        _files && found=0
      fi
      return found
    }
    if [[ $funcstack[1] == _alice ]]; then
      _alice "$@"
    elif (( $+functions[compdef] )); then
      compdef _alice alice
    fi

    """#

  private static let fishScript = #"""
    # fish completion of alice; written by 'alice completions install'.
    function __alice_complete
      set -l words (commandline -opc)
      set -l current (commandline -ct)
      set -l lines ($words[1] complete fish -- $words[2..-1] "$current" 2>/dev/null)
      test (count $lines) -gt 2; and printf '%s\n' $lines[3..-1]
      if string match -q '*folders*' -- "$lines[1]"
        __fish_complete_directories "$current" ''
      else if string match -q '*files*' -- "$lines[1]"
        __fish_complete_path "$current"
      end
    end
    complete -c alice -e
    complete -c alice -f -k -a '(__alice_complete)'

    """#
}
