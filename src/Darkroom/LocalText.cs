using System.Globalization;

namespace Darkroom;

/// <summary>Sentences in the language of the person who reads them: the current UI culture. Outside of a request that is English.</summary>
/// <remarks>What is stored, such as an event or a failure, is written by the job engine and so in English.</remarks>
public static class LocalText
{
    /// <summary>Fills in the values of a text from the resources.</summary>
    /// <param name="text">A composite format, such as "Too long: {0:N0} of {1:N0} characters."</param>
    public static string Format(string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentUICulture, text, values);

    /// <summary>Returns a list of choices, such as "1024x1024, 1024x1536 or 1536x1024".</summary>
    /// <param name="choices">At least one.</param>
    public static string Or<T>(IReadOnlyList<T> choices) =>
        choices is [var only] ? $"{only}" : Format(EngineTexts.Or, string.Join(", ", choices.SkipLast(1)), choices[^1]);
}
