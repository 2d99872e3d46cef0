namespace Darkroom.Server.Campaigns.Pages;

/// <summary>The languages that a brief may have, with their names in the language of the page.</summary>
internal static class Languages
{
    public static IReadOnlyList<(string Tag, string Name)> All =>
    [
        ("en", CampaignTexts.LanguageEnglish), ("de", CampaignTexts.LanguageGerman), ("fr", CampaignTexts.LanguageFrench), ("es", CampaignTexts.LanguageSpanish),
        ("it", CampaignTexts.LanguageItalian), ("pt", CampaignTexts.LanguagePortuguese), ("nl", CampaignTexts.LanguageDutch), ("pl", CampaignTexts.LanguagePolish),
        ("sv", CampaignTexts.LanguageSwedish), ("tr", CampaignTexts.LanguageTurkish), ("uk", CampaignTexts.LanguageUkrainian), ("ar", CampaignTexts.LanguageArabic),
        ("he", CampaignTexts.LanguageHebrew), ("hi", CampaignTexts.LanguageHindi), ("ja", CampaignTexts.LanguageJapanese), ("ko", CampaignTexts.LanguageKorean),
        ("zh", CampaignTexts.LanguageChinese),
    ];

    /// <summary>The language of the page, in which a new brief starts.</summary>
    public static string OfPage => Language.Current.Name is var tag && All.Any(language => language.Tag == tag) ? tag : "en";

    public static string Name(string tag) => All.FirstOrDefault(language => language.Tag == tag).Name ?? tag;

    public static string Direction(string tag) => tag.Split('-')[0] is "ar" or "he" or "fa" or "ur" ? "rtl" : "ltr";
}
