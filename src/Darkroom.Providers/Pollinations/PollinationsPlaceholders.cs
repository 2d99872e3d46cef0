using System.Security.Cryptography;
using System.Text;

namespace Darkroom.Providers.Pollinations;

/// <summary>
/// Finds out placeholders: where too much is asked, Pollinations may answer HTTP 200 with a prepared image. One is known; others give
/// themselves away by coming again for another prompt.
/// </summary>
/// <param name="knownMd5">Of the known one, in upper case hexadecimal.</param>
internal sealed class PollinationsPlaceholders(string knownMd5)
{
    /// <summary>As people who got it published it.</summary>
    public const string KnownMd5 = "2090A5DC21C32952CBF8496339752BD1";

    private const int MaxRemembered = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _promptOf = [];
    private readonly Queue<string> _oldest = [];

    /// <summary>Whether an image is one, as far as has been seen.</summary>
    /// <param name="image">Just received.</param>
    /// <param name="prompt">What was asked for.</param>
    public bool IsPlaceholder(ReadOnlySpan<byte> image, string prompt)
    {
        if (IsKnown(image))
        {
            return true;
        }

        var hash = Convert.ToHexString(SHA256.HashData(image));
        var asked = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)));
        lock (_lock)
        {
            if (_promptOf.TryGetValue(hash, out var before))
            {
                return before != asked;
            }

            _promptOf[hash] = asked;
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
#pragma warning disable CA5351 // Nothing is kept secret or trusted by it: the known placeholder was published as an MD5, and only that is compared.
        return Convert.ToHexString(MD5.HashData(image)) == knownMd5;
#pragma warning restore CA5351
    }
}
