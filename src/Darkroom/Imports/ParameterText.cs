using System.Collections.Immutable;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>Finds the parameters in the texts of an image, whichever program wrote them.</summary>
public static class ParameterText
{
    /// <summary>Returns the parameters; null if no text has any that are understood. No text makes it throw.</summary>
    public static ImportedParameters? Parse(ImmutableArray<EmbeddedText> texts) =>
        (SwarmUiParameters.Parse(texts) ?? InvokeAiParameters.Parse(texts) ?? ComfyUiParameters.Parse(texts) ?? Automatic1111Parameters.Parse(texts))?.Bounded();
}
