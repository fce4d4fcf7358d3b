// The store's name as its sign; held for two seconds it is the staff door.
import QtQuick
import QtQuick.Controls.Basic

AbstractButton {
    id: sign

    property int size: Theme.title

    implicitHeight: Math.max(Theme.touch, words.implicitHeight)
    implicitWidth: words.implicitWidth + 16
    text: kiosk.storeName
    objectName: "storeName"
    Accessible.name: kiosk.storeName
    onPressed: hold.restart()
    onReleased: hold.stop()
    onCanceled: hold.stop()

    Timer {
        id: hold
        interval: 2000
        onTriggered: kiosk.showStaff()
    }
    background: Item { FocusFrame { shown: sign.visualFocus; around: 0 } }
    contentItem: Headline {
        id: words
        leftPadding: 8
        text: sign.text
        font.pixelSize: sign.size
        font.weight: Font.DemiBold
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.NoWrap
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
