# Completion of findscu for fish. Each Tab asks findscu itself, so it knows the options, the keywords and your nodes.
#
# For all your shells:  findscu completion fish > ~/.config/fish/completions/findscu.fish
# For this shell only:  findscu completion fish | source

function __findscu_words
    set -l words (commandline -opc) (string unescape -- (commandline -ct))
    for line in (command $words[1] --dialect native completion words (string join \t -- $words) 2>/dev/null)
        switch $line
            case :files
                complete -C "'' "(commandline -ct)
            case :folders
                __fish_complete_directories
            case '*'
                echo $line
        end
    end
end

for name in findscu findscu-native findscu-dcmtk findscu-pynetdicom
    complete -c $name -f -a '(__findscu_words)'
end
