// The part of libsrtp 3's interface that the media worker uses, written on top of libsrtp 2 (Debian has no libsrtp 3).
// Two things differ: a policy is an opaque object with setters instead of an open struct, and packets are protected from
// one buffer into another, with explicit lengths, instead of in place.
#pragma once

// libsrtp 3 calls the opaque pointer `srtp_policy_t`; libsrtp 2 calls its open struct so. Give the struct another name.
#define srtp_policy_t srtp2_policy_struct_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

// Error codes that libsrtp 3 added. Libsrtp 2 never returns them; only the worker's table of error texts names them.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

/** A policy together with the key bytes that its struct only points to. */
struct srtp_bridge_policy
{
	srtp2_policy_struct_t policy{};
	uint8_t key[SRTP_MAX_KEY_LEN]{};
};
using srtp_policy_t = srtp_bridge_policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) srtp_bridge_policy;
	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto err = srtp_crypto_policy_set_from_profile_for_rtp(std::addressof(policy->policy.rtp), profile);
	return err ? err : srtp_crypto_policy_set_from_profile_for_rtcp(std::addressof(policy->policy.rtcp), profile);
}

// Libsrtp 2 wants master key and salt in one piece. MKIs are not used by the worker and refused here.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* mki,
  size_t mkiLen)
{
	if (mki || mkiLen || keyLen + saltLen > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}
	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->policy.key = policy->key;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t size)
{
	policy->policy.window_size = size;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, std::addressof(policy->policy));
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

namespace srtp_bridge
{
	using Transform = srtp_err_status_t (*)(srtp_t, void*, int*);

	/**
	 * Runs one of libsrtp 2's in-place functions from `in` to `out`. `growth` is how much longer than `in` the result may
	 * be; `*outLen` is the room in `out` before and the length of the result after.
	 */
	inline srtp_err_status_t transform(
	  Transform run, srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t growth)
	{
		if (inLen + growth > *outLen)
		{
			return srtp_err_status_buffer_small;
		}
		if (out != in)
		{
			std::memcpy(out, in, inLen);
		}
		int len        = static_cast<int>(inLen);
		const auto err = run(session, out, std::addressof(len));
		if (err == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}
		return err;
	}
} // namespace srtp_bridge

// The last argument of the first two is the MKI's index, always 0 here: no policy has an MKI.

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return srtp_bridge::transform(::srtp_protect, session, in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN);
}

// SRTCP appends four bytes more than SRTP: the E flag and the index.
inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mkiIndex*/)
{
	return srtp_bridge::transform(::srtp_protect_rtcp, session, in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp_bridge::transform(::srtp_unprotect, session, in, inLen, out, outLen, 0);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp_bridge::transform(::srtp_unprotect_rtcp, session, in, inLen, out, outLen, 0);
}
