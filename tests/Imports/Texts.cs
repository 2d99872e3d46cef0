using Darkroom.Imaging.Metadata;
using Darkroom.Imports;

namespace Darkroom.Tests.Imports;

internal static class Texts
{
    internal static ImportedParameters Parse(string key, string text)
    {
        var found = TryParse(key, text);
        Assert.NotNull(found);
        return found;
    }

    internal static ImportedParameters? TryParse(string key, string text) => ParameterText.Parse([new EmbeddedText(key, text)]);
}
