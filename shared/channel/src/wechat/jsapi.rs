use super::Wechat;
use super::keys::Keys;
use std::collections::BTreeMap;

impl Wechat {
    /// What `WeixinJSBridge` takes to ask the payer for the money of `prepay_id`, signed anew.
    pub(super) fn bridge(&self, prepay_id: &str) -> BTreeMap<String, String> {
        let now = self.outside.clock.now().as_second();
        self.keys.bridge(&self.settings.app_id, now, &self.outside.chance.nonce(), prepay_id)
    }
}

impl Keys {
    /// The parameters of `getBrandWCPayRequest`. `signType` is not signed, and `timeStamp` is a
    /// text of seconds.
    pub(super) fn bridge(
        &self,
        app: &str,
        second: i64,
        nonce: &str,
        prepay_id: &str,
    ) -> BTreeMap<String, String> {
        let package = format!("prepay_id={prepay_id}");
        let text = format!("{app}\n{second}\n{nonce}\n{package}\n");
        let signature = self.private.signs(text.as_bytes());
        let named = [
            ("appId", app.to_owned()),
            ("timeStamp", second.to_string()),
            ("nonceStr", nonce.to_owned()),
            ("package", package),
            ("signType", "RSA".to_owned()),
            ("paySign", signature),
        ];
        named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
