# What ./run and ./check share: system libraries by apt where we are root, uv from PyPI where it is absent.

need_system_libraries() {
    local need=()
    command -v uv >/dev/null || python3 -c 'import ensurepip, venv' 2>/dev/null || need+=(python3-venv)
    # WeasyPrint draws with pango.
    ldconfig -p | grep -q 'libpangoft2-1.0.so.0' || need+=(libpango-1.0-0 libpangoft2-1.0-0)
    ldconfig -p | grep -q 'libharfbuzz-subset.so.0' || need+=(libharfbuzz-subset0)
    if [ "${1:-}" = chromium ]; then
        [ -x /usr/bin/chromium ] || need+=(chromium)
        ldconfig -p | grep -q 'libatomic.so.1' || need+=(libatomic1) # Playwright's driver needs it
    fi
    [ ${#need[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        echo "These system packages are missing: ${need[*]}. Install them with: sudo apt-get install ${need[*]}" >&2
        exit 1
    fi
    echo "Installing system packages: ${need[*]}"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"; } >/dev/null || {
        echo "apt-get could not install ${need[*]}; what it said stands above." >&2
        exit 1
    }
}

need_uv() {
    export UV_PYTHON_DOWNLOADS=never # the newest Python that is here, never one downloaded
    command -v uv >/dev/null && return
    if [ ! -x .boot/bin/uv ]; then
        echo "Installing uv."
        python3 -m venv .boot
        .boot/bin/pip install -q uv
    fi
    PATH="$PWD/.boot/bin:$PATH"
}
