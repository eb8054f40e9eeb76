# Completion of findscu for bash. Each Tab asks findscu itself, so it knows the options, the keywords and your nodes.
#
# For all your shells:  findscu completion bash > ~/.local/share/bash-completion/completions/findscu
# For this shell only:  source <(findscu completion bash)

_findscu() {
    local line=${COMP_LINE:0:COMP_POINT} words current word IFS=$' \t\n'
    read -a words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[${#words[@]} - 1]}
    COMPREPLY=()
    IFS=$'\t'
    while read -r word _; do
        case $word in
            :files | :folders) _findscu_paths "$word" "$current" ;;
            *[=.:]) compopt -o nospace; COMPREPLY+=("$word") ;;
            *) COMPREPLY+=("$word") ;;
        esac
    done < <("$1" --dialect native completion words "${words[*]}" 2>/dev/null)
    # For bash, a word ends at each of COMP_WORDBREAKS: what stands before an = on the line is not to be put there again.
    if [[ $COMP_WORDBREAKS == *=* && $current == *=* ]]; then
        current=${current#[\'\"]}
        COMPREPLY=("${COMPREPLY[@]#"${current%=*}="}")
    fi
}

_findscu_paths() {
    local path IFS=$'\n' kind=-f
    [[ $1 == :folders ]] && kind=-d
    compopt -o filenames
    for path in $(compgen "$kind" -- "$2"); do COMPREPLY+=("$path"); done
}

complete -F _findscu findscu findscu-native findscu-dcmtk findscu-pynetdicom
