using System.Security.Cryptography;
using System.Text;

namespace Darkroom.Providers.Pollinations;

/// <summary>
/// Recognizes placeholders: under heavy load Pollinations may respond with HTTP 200 and a prepared image. One of them is known; others are
/// recognized because they are sent again for another prompt.
/// </summary>
/// <param name="knownMd5">The MD5 of the known placeholder, in upper case hexadecimal.</param>
internal sealed class PollinationsPlaceholders(string knownMd5)
{
    /// <summary>The MD5 that users of the service published.</summary>
    public const string KnownMd5 = "2090A5DC21C32952CBF8496339752BD1";

    private const int MaxRemembered = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _promptOf = [];
    private readonly Queue<string> _oldest = [];

    /// <summary>Whether an image is a known placeholder or was received for another prompt before.</summary>
    public bool IsPlaceholder(ReadOnlySpan<byte> image, string prompt)
    {
        if (IsKnown(image))
        {
            return true;
        }

        var hash = Convert.ToHexString(SHA256.HashData(image));
        var promptHash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)));
        lock (_lock)
        {
            if (_promptOf.TryGetValue(hash, out var before))
            {
                return before != promptHash;
            }

            _promptOf[hash] = promptHash;
            _oldest.Enqueue(hash);
            if (_oldest.Count > MaxRemembered)
            {
                _promptOf.Remove(_oldest.Dequeue());
            }

            return false;
        }
    }

    private bool IsKnown(ReadOnlySpan<byte> image)
    {
#pragma warning disable CA5351 // Not used for security: the known placeholder was published as an MD5, to which the image is compared.
        return Convert.ToHexString(MD5.HashData(image)) == knownMd5;
#pragma warning restore CA5351
    }
}
