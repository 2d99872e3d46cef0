using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;

namespace Darkroom.Imaging.Metadata;

/// <summary>Decodes and collects texts up to a total length.</summary>
internal sealed class TextCollector(int maxCharacters)
{
    private const int MaxTexts = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ImmutableArray<EmbeddedText>.Builder _texts = ImmutableArray.CreateBuilder<EmbeddedText>();
    private int _room = maxCharacters;

    internal ImmutableArray<EmbeddedText> ToImmutable() => _texts.ToImmutable();

    /// <summary>Adds UTF-8 or, if it is not valid, Latin-1: programs write UTF-8 also into fields that are defined as Latin-1 or ASCII.</summary>
    internal void Add(string key, ReadOnlySpan<byte> text) => Add(key, Decode(text[..Math.Min(text.Length, _room)]));

    /// <summary>Adds what a zlib stream (RFC 1950) contains; of one that is damaged, what comes before the damage.</summary>
    internal void AddCompressed(string key, ReadOnlySpan<byte> zlib)
    {
        if (_texts.Count < MaxTexts && _room > 0)
        {
            Add(key, Inflate(zlib[..Math.Min(zlib.Length, _room)]));
        }
    }

    internal void Add(string key, string text)
    {
        text = text.TrimEnd('\0');
        if (_texts.Count == MaxTexts || text.Length == 0 || text.Length > _room)
        {
            return;
        }

        _room -= text.Length;
        _texts.Add(new EmbeddedText(key, text));
    }

    /// <summary>Decodes UTF-16 of the byte order that gives more Latin characters; a mark decides before that.</summary>
    internal static string DecodeUtf16(ReadOnlySpan<byte> text, bool littleIfUnclear)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            even += text[i] == 0 ? 1 : 0;
            odd += text[i + 1] == 0 ? 1 : 0;
        }

        var little = text switch
        {
            [0xFF, 0xFE, ..] => true,
            [0xFE, 0xFF, ..] => false,
            _ => even == odd ? littleIfUnclear : odd > even,
        };
        return (little ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(text[..^(text.Length % 2)]).TrimStart('\uFEFF');
    }

    /// <inheritdoc cref="Add(string, ReadOnlySpan{byte})" path="/summary"/>
    internal static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }

    private byte[] Inflate(ReadOnlySpan<byte> zlib)
    {
        using var inflated = new MemoryStream();
        using var stream = new ZLibStream(new MemoryStream(zlib.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            var buffer = new byte[16 * 1024];
            for (var read = 1; read > 0 && inflated.Length < _room;)
            {
                read = stream.Read(buffer);
                inflated.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // What comes before the damage is kept.
        }

        return inflated.ToArray();
    }
}
