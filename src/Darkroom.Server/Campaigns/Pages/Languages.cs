namespace Darkroom.Server.Campaigns.Pages;

/// <summary>The languages that the form offers. The API and sheets accept others too.</summary>
internal static class Languages
{
    public static IReadOnlyList<(string Tag, string Name)> All { get; } =
    [
        ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pt", "Portuguese"), ("nl", "Dutch"),
        ("pl", "Polish"), ("sv", "Swedish"), ("tr", "Turkish"), ("uk", "Ukrainian"), ("ar", "Arabic"), ("he", "Hebrew"), ("hi", "Hindi"),
        ("ja", "Japanese"), ("ko", "Korean"), ("zh", "Chinese"),
    ];

    public static string Name(string tag) => All.FirstOrDefault(language => language.Tag == tag).Name ?? tag;

    public static string Direction(string tag) => tag.Split('-')[0] is "ar" or "he" or "fa" or "ur" ? "rtl" : "ltr";
}
