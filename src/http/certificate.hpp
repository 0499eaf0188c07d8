#pragma once

#include <gio/gio.h>

#include <string>

#include "base/gref.hpp"
#include "base/result.hpp"

namespace seodang::http {

/// The pair of PEM files an operator names.
Result<GRef<GTlsCertificate>> load_certificate(const std::string& certificate, const std::string& key);

/// A pair of our own in `directory` (tls.crt, tls.key), signed by itself: ECDSA P-256, for this machine's
/// name and addresses. Made by `openssl req` at the first start and again when it is about to expire;
/// browsers warn of it once. Blocks: for start-up only.
Result<GRef<GTlsCertificate>> own_certificate(const std::string& directory);

}  // namespace seodang::http
