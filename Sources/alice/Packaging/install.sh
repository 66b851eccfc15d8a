#!/bin/sh
# install.sh [PREFIX]: copies alice to PREFIX, by default ~/.local, and says what to type next. bin/alice also runs from where it is.
# `uninstall-files PREFIX` removes it again.
set -eu
prefix=${1:-$HOME/.local}
case $prefix in
  /*) ;;
  *) echo "install.sh: PREFIX must begin with /, and '$prefix' does not" >&2; exit 2 ;;
esac
cd "$(dirname "$0")"
list=$prefix/share/alice/installed
mkdir -p "$(dirname "$list")"
find bin share -type f | LC_ALL=C sort | while IFS= read -r file; do
  mkdir -p "$prefix/$(dirname "$file")"
  rm -f "$prefix/$file"
  case $file in
    *.desktop|*.service) sed "s|/@prefix@|$prefix|g" "$file" > "$prefix/$file" ;;
    *) cp "$file" "$prefix/$file" ;;
  esac
  echo "$prefix/$file"
done > "$list.new"
cp uninstall-files "$prefix/share/alice/uninstall-files"
printf '%s\n' "$prefix/share/alice/uninstall-files" "$list" >> "$list.new"
mv "$list.new" "$list"

echo "$(wc -l < "$list") files are in $prefix; to remove them: sh $prefix/share/alice/uninstall-files $prefix"
case :$PATH: in
  *:"$prefix/bin":*) ;;
  *) printf '%s\n' "$prefix/bin is not in PATH; type this, and add it to ~/.profile:" "  export PATH=$prefix/bin:\$PATH" ;;
esac
echo "next: alice organize ~/Downloads, or alice demo"
