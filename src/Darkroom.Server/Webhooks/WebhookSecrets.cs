using System.Security.Cryptography;
using System.Text;
using Darkroom.Storage;
using Darkroom.Webhooks;

namespace Darkroom.Server.Webhooks;

/// <summary>Creates the secrets of endpoints, and signs messages with them as Standard Webhooks 1.0.0 says.</summary>
internal sealed class WebhookSecrets(ISealedText seal)
{
    private const string Prefix = "whsec_";
    private const int Length = 32;

    /// <summary>Creates a secret.</summary>
    /// <returns>The secret as the receiver needs it, and encrypted for the store.</returns>
    /// <exception cref="StorageException">The key ring cannot be written.</exception>
    public (string Text, ImmutableArray<byte> Sealed) Create(string endpointId)
    {
        var text = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));
        return (text, seal.Protect(PurposeOf(endpointId), text));
    }

    /// <summary>
    /// Returns the <c>webhook-signature</c>: one for each secret that is valid, separated by spaces. Of several, the first is repeated at the end: the
    /// libraries for .NET (StandardWebhooks 1.1.2, and Svix, which it follows) compare all but the last.
    /// </summary>
    /// <returns>Null if no secret can be decrypted.</returns>
    public string? Sign(WebhookEndpoint endpoint, string messageId, DateTimeOffset now, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{messageId}.{now.ToUnixTimeSeconds()}.{body}"));
        var signatures = endpoint.SecretsAt(now)
            .Select(stored => seal.Unprotect(PurposeOf(endpoint.Id), stored)).OfType<string>()
            .Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed))}").ToList();
        return signatures.Count switch
        {
            0 => null,
            1 => signatures[0],
            _ => string.Join(' ', signatures.Append(signatures[0])),
        };
    }

    private static string PurposeOf(string endpointId) => $"webhook:{endpointId}";
}
