// libSRTP 3's interface, as far as mediasoup calls it, on top of the system's libSRTP 2. Differences covered here:
// a policy is an opaque object with setters, key and salt are given apart, and (un)protecting reads one buffer and
// writes another where version 2 works in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

// Version 3 gives this name to a pointer, so version 2's structure has to step aside.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

// Errors that only version 3 has; within the range of version 2's enumeration, whose last is 27.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct srtp3_policy
{
  srtp2_policy_t v2{};
  // Master key followed by its salt, as version 2 wants them.
  std::vector<uint8_t> key;
};

using srtp_policy_t = srtp3_policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
  *policy = new (std::nothrow) srtp3_policy;

  return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
  if (policy)
  {
    // As version 3 does: keys do not stay behind in freed memory.
    explicit_bzero(policy->key.data(), policy->key.size());
  }

  delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
  policy->v2.ssrc = ssrc;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
  const auto err = srtp_crypto_policy_set_from_profile_for_rtp(&policy->v2.rtp, profile);

  if (err != srtp_err_status_ok)
  {
    return err;
  }

  return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->v2.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
  // mediasoup uses one key per session and no MKI.
  if (mkiLen != 0 || !policy->key.empty())
  {
    return srtp_err_status_bad_param;
  }

  policy->key.reserve(keyLen + saltLen);
  policy->key.assign(key, key + keyLen);
  policy->key.insert(policy->key.end(), salt, salt + saltLen);

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
  policy->v2.allow_repeat_tx = allow ? 1 : 0;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t packets)
{
  policy->v2.window_size = packets;

  return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
  // Version 2 reads as many bytes as the profile says, whatever is there.
  if (policy->key.size() != static_cast<size_t>(policy->v2.rtp.cipher_key_len))
  {
    return srtp_err_status_bad_param;
  }

  policy->v2.key = policy->key.data();

  return srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->v2));
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
  return srtp_remove_stream(session, ssrc);
}

// Copies a packet to where version 2's call, working in place, may grow it by `growth` bytes, and makes that call.
template<typename InPlace>
inline srtp_err_status_t srtp3_transform(
  InPlace call, srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t growth)
{
  if (*outLen < inLen + growth)
  {
    return srtp_err_status_buffer_small;
  }

  if (in != out)
  {
    std::memmove(out, in, inLen);
  }

  int len        = static_cast<int>(inLen);
  const auto err = call(session, out, &len);

  *outLen = static_cast<size_t>(len);

  return err;
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
  return srtp3_transform(
    [](srtp_t s, void* packet, int* len) { return srtp_protect(s, packet, len); },
    session,
    rtp,
    rtpLen,
    srtp,
    srtpLen,
    SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
  return srtp3_transform(
    [](srtp_t s, void* packet, int* len) { return srtp_unprotect(s, packet, len); },
    session,
    srtp,
    srtpLen,
    rtp,
    rtpLen,
    0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
  return srtp3_transform(
    [](srtp_t s, void* packet, int* len) { return srtp_protect_rtcp(s, packet, len); },
    session,
    rtcp,
    rtcpLen,
    srtcp,
    srtcpLen,
    // The four bytes are the index that every SRTCP packet carries (RFC 3711, 3.4).
    SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
  return srtp3_transform(
    [](srtp_t s, void* packet, int* len) { return srtp_unprotect_rtcp(s, packet, len); },
    session,
    srtcp,
    srtcpLen,
    rtcp,
    rtcpLen,
    0);
}
