using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Slipway.Foundation.Access;

namespace Slipway.Identity.TwoFactor;

/// <summary>
/// The codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, six digits), each taken once: the framework's own provider takes a code again and again while
/// it is valid, which is as long as somebody who looked over a shoulder needs.
/// </summary>
internal sealed class AuthenticatorCodes(TimeProvider time) : AuthenticatorTokenProvider<User>
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string LastStep = "LastStep";
    private const int Seconds = 30;

    // How many codes before and after the present one are right, for phones whose clock is off.
    private const int Tolerance = 2;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || await manager.GetAuthenticatorKeyAsync(user) is not { } key)
        {
            return false;
        }

        var provider = manager.Options.Tokens.AuthenticatorTokenProvider;
        var secret = Decode(key);
        var last = long.TryParse(await manager.GetAuthenticationTokenAsync(user, provider, LastStep), CultureInfo.InvariantCulture, out var used) ? used : long.MinValue;
        var now = time.GetUtcNow().ToUnixTimeSeconds() / Seconds;
        for (var step = Math.Max(now - Tolerance, last + 1); step <= now + Tolerance; step++)
        {
            if (CodeOf(secret, step) == code)
            {
                // The account's version is checked with it: of two that come with one code at the same time, one is too late.
                return (await manager.SetAuthenticationTokenAsync(user, provider, LastStep, step.ToString(CultureInfo.InvariantCulture))).Succeeded;
            }
        }

        return false;
    }

    private static int CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What the apps and the standard use.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        return (BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff) % 1_000_000;
    }

    private static byte[] Decode(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        var (bits, held, place) = (0, 0, 0);
        foreach (var letter in key)
        {
            (bits, held) = (((bits << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal)) & 0xfff, held + 5);
            if (held >= 8)
            {
                held -= 8;
                bytes[place++] = (byte)(bits >> held);
            }
        }

        return bytes;
    }
}
