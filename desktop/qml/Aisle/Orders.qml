// The orders of a shelf and their names.
pragma Singleton
import QtQuick

QtObject {
    readonly property var all: ["relevance", "price_asc", "price_desc", "rating", "popular", "newest"]

    function word(order) {
        switch (order) {
        case "price_asc": return qsTr("Cheapest")
        case "price_desc": return qsTr("Most expensive")
        case "rating": return qsTr("Best rated")
        case "popular": return qsTr("Most popular")
        case "newest": return qsTr("Newest")
        default: return qsTr("Best match")
        }
    }
}
