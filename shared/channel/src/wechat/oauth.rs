use super::Wechat;
use crate::{ChannelError, Doubt};
use domain::{Scene, WalletUser};
use http::header::ACCEPT;
use http::{Request, StatusCode};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;

/// What the exchange of a code says. It says it with status 200 whatever happened, and calls it
/// text: only the fields tell.
#[derive(Deserialize)]
struct Exchanged {
    #[serde(default)]
    openid: String,
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
}

impl Wechat {
    /// Longest code and openid that the provider's own fields take.
    const NAME_MAX: usize = 128;

    /// The page that asks WeChat who the payer is, and asks the payer nothing (`snsapi_base`).
    pub(super) fn authorize_page(&self, scene: Scene, back: &str, state: &str) -> Option<String> {
        let inside = match scene {
            Scene::Wechat => true,
            Scene::Pc | Scene::Mobile | Scene::Alipay => false,
        };
        self.app_secret.as_ref().filter(|_| inside)?;
        let base = &self.settings.authorize_url;
        let (app, back) = (&self.settings.app_id, utf8_percent_encode(back, &Self::PLAIN));
        let state = utf8_percent_encode(state, &Self::PLAIN);
        // Their page wants the parameters in this order.
        Some(format!(
            "{base}/connect/oauth2/authorize?appid={app}&redirect_uri={back}\
             &response_type=code&scope=snsapi_base&state={state}#wechat_redirect"
        ))
    }

    /// The user to whom WeChat gave `code`. The answer is not signed: TLS is all that proves it,
    /// and all that hangs on it is whose wallet is asked to pay.
    pub(super) async fn exchange(&self, code: &str) -> Result<WalletUser, ChannelError> {
        let secret = self.app_secret.as_ref().ok_or(ChannelError::NotOffered)?;
        if code.is_empty() || code.len() > Self::NAME_MAX {
            return Err(ChannelError::CodeSpent);
        }
        let base = &self.settings.exchange_url;
        let (app, secret) = (&self.settings.app_id, utf8_percent_encode(secret, &Self::PLAIN));
        let code = utf8_percent_encode(code, &Self::PLAIN);
        let url = format!(
            "{base}/sns/oauth2/access_token?appid={app}&secret={secret}&code={code}\
             &grant_type=authorization_code"
        );
        let request = Request::get(url).header(ACCEPT, "application/json").body(Vec::new());
        let request = request.expect("checked settings make a URL");
        let answer = self.outside.send(request).await?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(Doubt::Status { status: status.as_u16(), code: String::new() }.into());
        }
        let said: Exchanged = super::read(answer.body())?;
        said.user(status)
    }
}

impl Exchanged {
    fn user(self, status: StatusCode) -> Result<WalletUser, ChannelError> {
        let plain = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
        match self.errcode {
            0 => {}
            // Wrong, used, expired: the browser goes to the entrance again.
            40029 | 40163 | 41008 | 42003 => return Err(ChannelError::CodeSpent),
            // Busy, or asked too often.
            code @ (-1 | 45009 | 45011) => {
                let code = code.to_string();
                return Err(Doubt::Status { status: status.as_u16(), code }.into());
            }
            code => {
                let (code, message) = (code.to_string(), self.errmsg);
                return Err(ChannelError::refused(status.as_u16(), code, &message));
            }
        }
        let named = (1..=Wechat::NAME_MAX).contains(&self.openid.len());
        if !named || !self.openid.bytes().all(plain) {
            return Err(Doubt::Garbled(None).into());
        }
        Ok(WalletUser::new(&self.openid))
    }
}
