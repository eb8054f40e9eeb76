#compdef findscu findscu-native findscu-dcmtk findscu-pynetdicom

# Completion of findscu for zsh. Each Tab asks findscu itself, so it knows the options, the keywords and your nodes.
#
# For all your shells:  findscu completion zsh > _findscu, in a folder of your $fpath, before compinit runs
# For this shell only:  source <(findscu completion zsh)

_findscu() {
    local line word
    local -a asked whole open ignoring_case=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    asked=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    for line in "${(@f)$(_call_program words "${(q)asked[1]}" --dialect native completion words \
            "${(q)${(pj:\t:)asked}}" 2>/dev/null)}"; do
        word=${${line%%$'\t'*}//:/\\:}
        case $word in
            '') ;;
            \\:files) _files ;;
            \\:folders) _files -/ ;;
            *[=.:]) open+=("$word${line#${line%%$'\t'*}}") ;;
            *) whole+=("$word${line#${line%%$'\t'*}}") ;;
        esac
    done
    whole=("${(@)whole/$'\t'/:}")
    open=("${(@)open/$'\t'/:}")
    (( $#whole )) && _describe -V word whole "$ignoring_case[@]"
    (( $#open )) && _describe -V word open "$ignoring_case[@]" -S ''
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _findscu "$@"
else
    compdef _findscu findscu findscu-native findscu-dcmtk findscu-pynetdicom
fi
