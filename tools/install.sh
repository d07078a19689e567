# Part of the launcher: ./epoll4j install and uninstall.
#
# PREFIX/lib/epoll4j/current is a link to the folder that holds everything; what stands under PREFIX/bin and
# PREFIX/share are links into it. So one rename changes all from an older install to a newer one, and there is no moment
# at which half of each is there. The folder before the last is kept: a tool that still runs may have yet to open some of it.

install_help() {
    printf '%s\n' 'Usage: epoll4j install [--image] [PREFIX]' \
        'Puts launcher, modules, manual and completions under PREFIX (default: /usr/local), from where they' \
        'run without the checkout and without Maven. An older install there is replaced in one step.' \
        '      --image   With a Java runtime of its own, so that no JDK is needed there.' \
        'Exit code 0: installed; 1: it could not be done; 2: the command line was wrong.'
}

uninstall_help() {
    printf '%s\n' 'Usage: epoll4j uninstall [PREFIX]' \
        'Takes away what install put under PREFIX, and nothing else (default: where the launcher is' \
        'installed; for that of a checkout /usr/local).' \
        'Exit code 0: it is gone; 1: it could not be done.'
}

# Runs "$@"; if that fails, says in one line what was to be done and why it cannot be.
attempt() {
    why=$("$@" 2>&1) && return
    why=$(printf '%s\n' "$why" | head -n 1)
    fail "cannot install under $prefix: ${why##*: }"
}

# Removes the links under PREFIX that lead into lib/epoll4j; those that lead nowhere only, if $1 is dead.
unlink_all() {
    for link in "$prefix"/bin/epoll4j "$prefix"/share/man/man1/epoll4j*.1 "$prefix"/share/bash-completion/completions/epoll4j \
        "$prefix"/share/zsh/site-functions/_epoll4j "$prefix"/share/fish/vendor_completions.d/epoll4j.fish; do
        case $(readlink -- "$link") in */lib/epoll4j/current/*) ;; *) continue ;; esac
        if [ "$1" = dead ] && [ -e "$link" ]; then continue; fi
        rm -f -- "$link" 2> /dev/null || fail "cannot remove $link"
    done
}

# Puts a link at PREFIX/$1 to file $2 of the current install, in one step.
link_to() {
    up=$(printf '%s' "${1%/*}" | sed 's|[^/]*|..|g')
    ln -sfn "$up/lib/epoll4j/current/$2" "$prefix/$1.new$$" && mv -fT "$prefix/$1.new$$" "$prefix/$1"
}

fill() {
    mkdir "$new/jars" "$new/tools" && cp "$app"/*.jar "$new/jars" && cp "$root/epoll4j" "$root/LICENSE" "$new" &&
        cp "$root/tools/install.sh" "$new/tools" && chmod 755 "$new" "$new/epoll4j"
}

# A runtime with what the modules need of the JDK, by what they say and, for those that say nothing, by their classes; and
# with the compiler, for run. Automatic modules cannot be linked in, so all of ours stay beside it.
image() {
    said=$("$JAVA_HOME/bin/java" --module-path "$app" --limit-modules io.epoll4j.tools --list-modules 2>&1) &&
        needs=$(printf '%s\n' "$said" | sed -n 's/^\([^ @]*\)@[^ ]*$/\1/p' | tr '\n' ,) &&
        said=$("$JAVA_HOME/bin/jdeps" --ignore-missing-deps --multi-release $needed --print-module-deps \
            --module-path "$app" "$app"/*.jar 2>&1) || {
        echo "$said"
        return 1
    }
    needs=$needs$(printf '%s\n' "$said" | tail -n 1) # behind what jdeps remarks on automatic modules
    "$JAVA_HOME/bin/jlink" --add-modules "$needs,jdk.compiler" --strip-debug --no-header-files --no-man-pages --output "$new/jdk"
}

manual() { (opts='' && tool -m io.epoll4j.tools manual "$new/share"); }

# Takes what stands behind the command: sets with_image and prefix.
take_install_options() {
    with_image='' prefix=''
    for word in "$@"; do
        case $word in
            --image) with_image=yes ;;
            -*) fail "no option '$word' (install --help tells more)" 2 ;;
            '') fail "a prefix is a folder, and this is empty" 2 ;;
            *)
                [ -z "$prefix" ] || fail "one argument too many: '$word' (install --help tells more)" 2
                prefix=$word
                ;;
        esac
    done
}

install() {
    prefix=${prefix:-/usr/local}
    umask 022 # for all who may look, whoever installs
    attempt mkdir -p "$prefix/bin" "$prefix/lib/epoll4j" "$prefix/share"
    prefix=$(cd "$prefix" && pwd -P)
    home=$prefix/lib/epoll4j
    attempt touch "$home/.lock"
    exec 9> "$home/.lock"
    flock 9 # one at a time
    if [ -e "$prefix/bin/epoll4j" ] || [ -L "$prefix/bin/epoll4j" ]; then
        case $(readlink -- "$prefix/bin/epoll4j") in
            */lib/epoll4j/current/*) ;;
            *) fail "there is another $prefix/bin/epoll4j, which install did not put there: remove it first" ;;
        esac
    fi
    new=''
    trap '[ -z "$new" ] || rm -rf "$new"' EXIT
    trap 'exit 130' INT TERM HUP
    attempt mktemp -d "$home/XXXXXX"
    new=$why
    attempt fill
    attempt manual
    if [ -n "$with_image" ]; then
        attempt image
        JAVA_HOME=$new/jdk
    fi
    app=$new/jars
    rehearse || rm -f "$app"/aot*
    before=$(readlink -- "$home/current")
    for page in $(cd "$new/share" && find . -type f); do
        page=share/${page#./}
        attempt mkdir -p "$prefix/${page%/*}"
        attempt link_to "$page" "$page"
    done
    attempt link_to bin/epoll4j epoll4j
    attempt ln -sfn "${new##*/}" "$home/current.new$$"
    attempt mv -fT "$home/current.new$$" "$home/current"
    for old in "$home"/*; do
        case ${old##*/} in current | "${new##*/}" | "$before") ;; *) rm -rf "$old" ;; esac
    done
    new=''
    unlink_all dead
    echo "installed under $prefix: $prefix/bin/epoll4j"
}

uninstall() {
    if [ -z "$prefix" ] && [ -n "$installed" ]; then prefix=${root%/lib/epoll4j/*}; fi
    prefix=${prefix:-/usr/local}
    [ -e "$prefix/lib/epoll4j/current" ] || fail "nothing is installed under $prefix"
    unlink_all any
    rm -rf "$prefix/lib/epoll4j" 2> /dev/null || fail "cannot remove $prefix/lib/epoll4j"
    echo "removed from $prefix"
}
