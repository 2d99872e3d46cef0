using System.Buffers.Binary;
using System.Text.Json;
using Darkroom.Imaging;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>One message of the socket. Disposing it frees its bytes.</summary>
/// <param name="Message">The message. The instance takes ownership of it.</param>
/// <param name="IsText">Whether the message is JSON. Otherwise it is binary, such as a preview.</param>
internal readonly record struct ComfyUiFrame(ImageBuffer Message, bool IsText) : IDisposable
{
    private ReadOnlySpan<byte> Bytes => Message.Written.Span;

    /// <summary>Parses the message; returns an undefined element if it is not JSON.</summary>
    public JsonElement Json() => JsonExtensions.Parse(Bytes);

    /// <summary>
    /// Returns the preview in the message: kind 1 is <c>[format][image]</c>, kind 4 is <c>[length][JSON][image]</c>, numbers big-endian.
    /// </summary>
    /// <param name="promptId">The prompt. Previews of other prompts are ignored.</param>
    /// <returns>The image, which the caller disposes; null if there is none.</returns>
    public EncodedImage? Preview(string promptId) => IsText || Message.Length <= 8 ? null : BinaryPrimitives.ReadUInt32BigEndian(Bytes) switch
    {
        1 => Copy(Bytes[8..]),
        4 when BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]) is var length && length < Message.Length - 8
            && IsFor(JsonExtensions.Parse(Bytes.Slice(8, (int)length)), promptId) => Copy(Bytes[(8 + (int)length)..]),
        _ => null,
    };

    public void Dispose() => Message.Dispose();

    private static bool IsFor(JsonElement json, string promptId) =>
        json.ValueKind is not JsonValueKind.Undefined && (json.Text("prompt_id") is not { } id || id == promptId);

    private static EncodedImage Copy(ReadOnlySpan<byte> image)
    {
        var buffer = new ImageBuffer(image.Length);
        buffer.Append(image);
        return EncodedImage.TakeOver(buffer);
    }
}
