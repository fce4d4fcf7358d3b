// Every colour, size and duration of the window. Three sets of the same names: light, dark, high contrast.
pragma Singleton
import QtQuick

QtObject {
    property string mode: "light"
    property color accentChoice: "#1F6F54"
    property int textPercent: 100
    property bool reduceMotion: false
    property string family: "sans-serif"
    property string printedFamily: "serif"

    readonly property bool dark: mode === "dark"
    readonly property bool contrast: mode === "contrast"

    readonly property color background: contrast ? "#FFFFFF" : dark ? "#181715" : "#FAF8F4"
    readonly property color surface: contrast ? "#FFFFFF" : dark ? "#23211E" : "#FFFFFF"
    readonly property color sunken: contrast ? "#FFFFFF" : dark ? "#2D2A26" : "#F4F0E8"
    readonly property color ink: contrast ? "#000000" : dark ? "#F3EFE8" : "#1D1C1A"
    readonly property color muted: contrast ? "#1F1F1F" : dark ? "#B5AEA3" : "#6B665E"
    readonly property color line: contrast ? "#000000" : dark ? "#3C3833" : "#E6E1D8"
    readonly property color idle: contrast ? "#FFFFFF" : line
    readonly property color accent: accentChoice
    readonly property color accentInk: luminance(accent) > 0.22 ? "#10201A" : "#FFFFFF"
    readonly property color accentTint: contrast ? "#FFFFFF" : mix(accent, surface, dark ? 0.22 : 0.11)
    readonly property color highlight: contrast ? "#B35900" : "#E9A23B"
    readonly property color highlightTint: contrast ? "#FFFFFF" : mix(highlight, surface, dark ? 0.2 : 0.16)
    readonly property color warn: contrast ? "#6B3A00" : dark ? "#F0B968" : "#8A5300"
    readonly property color danger: contrast ? "#9B0000" : dark ? "#F2938C" : "#B3261E"
    readonly property color veil: Qt.rgba(0.08, 0.07, 0.06, dark ? 0.72 : 0.5)
    readonly property color paper: "#FAF8F4"
    readonly property color paperInk: "#1D1C1A"

    readonly property int unit: 8
    readonly property int gap: 16
    readonly property int page: 24
    readonly property int radius: 16
    readonly property int sheetRadius: 24
    readonly property int touch: 48
    readonly property int border: contrast ? 2 : 1
    readonly property int focusWidth: 3

    readonly property real scale: textPercent / 100
    readonly property int small: Math.round(14 * scale)
    readonly property int body: Math.round(16 * scale)
    readonly property int lead: Math.round(20 * scale)
    readonly property int title: Math.round(28 * scale)
    readonly property int display: Math.round(40 * scale)

    // How long a motion takes. With reduceMotion there is none: not one of no length either, for Qt's clock stumbles
    // ("driver is not running") where a motion begins and ends at once while a Timer stops and another starts.
    readonly property int quick: 150
    readonly property int slow: 250

    function luminance(c) {
        function part(v) { return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4) }
        return 0.2126 * part(c.r) + 0.7152 * part(c.g) + 0.0722 * part(c.b)
    }

    function mix(front, back, share) {
        return Qt.rgba(front.r * share + back.r * (1 - share), front.g * share + back.g * (1 - share),
                       front.b * share + back.b * (1 - share), 1)
    }

    function hex(c) {
        return String(c).slice(-6)
    }
}
