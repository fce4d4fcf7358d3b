// The drawn map of the store with a walk and its stops.
import QtQuick
import QtQuick.Shapes

Rectangle {
    id: plan

    property var route: []
    property var stops: []

    radius: Theme.radius
    color: Theme.paper
    border.width: Math.max(1, Theme.border)
    border.color: Theme.line
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Map of the store")

    Item {
        id: sheet
        anchors.centerIn: parent
        width: Math.min(parent.width - 16, (parent.height - 16) * kiosk.mapWidth / kiosk.mapHeight)
        height: width * kiosk.mapHeight / kiosk.mapWidth
        readonly property real by: width / kiosk.mapWidth

        Image {
            anchors.fill: parent
            asynchronous: true
            sourceSize: Qt.size(Math.ceil(sheet.width / 32) * 32, 0)
            source: kiosk.mapDrawing !== "" && sheet.width > 32 ? kiosk.mapDrawing : ""
            Accessible.ignored: true
        }
        Shape {
            anchors.fill: parent
            visible: plan.route.length > 1
            ShapePath {
                strokeColor: "#FFFFFF"
                strokeWidth: 11
                fillColor: "transparent"
                capStyle: ShapePath.RoundCap
                joinStyle: ShapePath.RoundJoin
                PathPolyline { path: plan.route.map(point => Qt.point(point.x * sheet.by, point.y * sheet.by)) }
            }
            ShapePath {
                strokeColor: "#1F6F54"
                strokeWidth: 6
                fillColor: "transparent"
                capStyle: ShapePath.RoundCap
                joinStyle: ShapePath.RoundJoin
                PathPolyline { path: plan.route.map(point => Qt.point(point.x * sheet.by, point.y * sheet.by)) }
            }
        }
        Repeater {
            model: plan.route.length > 1 ? kiosk.mapSigns : []
            Rectangle {
                id: sign
                required property var modelData
                width: 34 * sheet.by
                height: width
                radius: width / 2
                x: modelData.x * sheet.by - width / 2
                y: modelData.y * sheet.by - height / 2
                color: "#3B3935"
                Words {
                    anchors.centerIn: parent
                    text: sign.modelData.label
                    color: "#FFFFFF"
                    font.pixelSize: Math.max(9, 17 * sheet.by)
                    font.weight: Font.Bold
                    lineHeight: 1
                }
            }
        }
        Repeater {
            model: plan.stops
            Rectangle {
                id: stop
                required property var modelData
                width: Math.max(30, number.implicitWidth + 14)
                height: 30
                radius: 15
                x: modelData.x * sheet.by - width / 2
                y: modelData.y * sheet.by - height / 2
                color: "#E9A23B"
                border.width: 3
                border.color: "#FFFFFF"
                Words {
                    id: number
                    anchors.centerIn: parent
                    text: stop.modelData.label
                    color: "#1D1C1A"
                    font.pixelSize: 15
                    font.weight: Font.Bold
                    lineHeight: 1
                }
            }
        }
        Rectangle {
            visible: plan.route.length > 1
            width: 26
            height: 26
            radius: 13
            color: "#1F6F54"
            border.width: 4
            border.color: "#FFFFFF"
            x: plan.route.length > 1 ? plan.route[0].x * sheet.by - 13 : 0
            y: plan.route.length > 1 ? plan.route[0].y * sheet.by - 13 : 0
        }
    }
}
