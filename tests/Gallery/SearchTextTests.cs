using System.Text;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Gallery;

/// <summary>Texts and search words as the full-text index reads them.</summary>
public sealed class SearchTextTests : IDisposable
{
    private readonly TextIndex _index = new();

    public void Dispose() => _index.Dispose();

    [Theory]
    [InlineData("海辺の灯台と夜空", "灯台")]
    [InlineData("海辺の灯台と夜空", "灯")]
    [InlineData("海辺の灯台と夜空", "空")]
    [InlineData("海辺の灯台と夜空", "海辺の灯台と夜空")]
    [InlineData("海辺の灯台と夜空", "灯台、夜空", false)]
    [InlineData("海辺の灯台、夜空", "灯台 夜空")]
    [InlineData("海辺の灯台と夜空", "台灯", false)]
    [InlineData("灯り、台所", "灯台", false)]
    [InlineData("スタジオカメラ", "カメラ")]
    [InlineData("一座红色的灯塔在海边", "红色")]
    [InlineData("一座红色的灯塔在海边", "塔")]
    [InlineData("a 灯台 at night", "a 灯台 at")]
    [InlineData("a 灯台 at night", "台 at night")]
    [InlineData("a 灯台 at night", "a 灯")]
    [InlineData("a灯台at night", "灯台at")]
    [InlineData("서울의 밤하늘", "밤하")]
    [InlineData("서울의 밤하늘", "서울")]
    [InlineData("서울의 밤하늘", "울하", false)]
    [InlineData("ผู้หญิงกินข้าวริมทะเล", "กินข้าว")]
    [InlineData("ผู้หญิงกินข้าวริมทะเล", "ริม")]
    [InlineData("ผู้หญิงกินข้าวริมทะเล", "กินขาว", false)]
    [InlineData("ผู้หญิงกินข้าวริมทะเล", "ห")]
    [InlineData("葛\U000E0100城", "葛城")]
    [InlineData("𠮷野家", "𠮷野")]
    [InlineData("𠮷野家", "𠮷")]
    [InlineData("🦊 in the snow ❤️", "🦊")]
    [InlineData("🦊 in the snow ❤️", "❤")]
    [InlineData("🦊 in the snow ❤️", "snow ❤️")]
    [InlineData("🦊in🐻", "🦊")]
    [InlineData("🦊🐻", "🐻")]
    [InlineData("🦊🐻", "🦊🐻")]
    [InlineData("🦊🐻", "🐻🦊", false)]
    [InlineData("👍🏽 good", "👍")]
    [InlineData("👍 good", "👍🏿")]
    [InlineData("👩‍🚀 on the moon", "👩‍🚀")]
    [InlineData("👩‍🚀 on the moon", "🚀", false)]
    [InlineData("👩🏾‍🚀 on the moon", "👩‍🚀")]
    [InlineData("🇨🇿🇯🇵", "🇯🇵")]
    [InlineData("🇨🇿🇯🇵", "🇿🇯", false)]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴", false)]
    [InlineData("press 1️⃣ now", "1️⃣")]
    [InlineData("press 1️⃣ now", "1", false)]
    [InlineData("‼️ new ↔️", "↔️")]
    [InlineData("© Someone", "©")]
    [InlineData("KŮŇ crème brûlée", "kun creme brulee")]
    [InlineData("kun creme", "KŮŇ")]
    [InlineData("cre\u0300me", "crème")]
    [InlineData("a well-known fox", "well-known")]
    [InlineData("a well-known fox", "\"well\" known")]
    [InlineData("a red fox", "re", false)]
    public void A_phrase_is_found(string text, string phrase, bool isFound = true)
    {
        _index.Add(text);

        Assert.Equal(isFound, _index.Finds(SearchText.ForQuery(phrase, unfinished: false)!));
    }

    [Theory]
    [InlineData("a red fox", "re")]
    [InlineData("a red fox", "a r")]
    [InlineData("a red fox", "fox)")]
    [InlineData("crème", "CRÉ")]
    [InlineData("灯台", "灯")]
    [InlineData("灯台 fox", "台 f")]
    [InlineData("🦊", "🦊")]
    [InlineData("👩‍🚀", "👩", false)]
    public void An_unfinished_word_is_found_by_its_beginning(string text, string word, bool isFound = true)
    {
        _index.Add(text);

        Assert.Equal(isFound, _index.Finds(SearchText.ForQuery(word, unfinished: true)!));
    }

    [Fact]
    public void A_phrase_is_not_found_across_texts()
    {
        _index.Add("a red", null, " ", "fox", "海", "辺");

        Assert.True(_index.Finds(SearchText.ForQuery("fox", unfinished: false)!));
        Assert.True(_index.Finds(SearchText.ForQuery("辺", unfinished: false)!));
        Assert.False(_index.Finds(SearchText.ForQuery("red fox", unfinished: false)!));
        Assert.False(_index.Finds(SearchText.ForQuery("red \uE000 fox", unfinished: false)!));
        Assert.False(_index.Finds(SearchText.ForQuery("海辺", unfinished: false)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\u3000")]
    [InlineData("\"")]
    [InlineData("- * ( ) : ^ { } +")]
    [InlineData("\0\uE000")]
    public void Text_without_letters_is_nothing_to_find(string text) => Assert.Null(SearchText.ForQuery(text, unfinished: true));

    [Fact]
    public void Each_character_without_spaces_is_found_alone_and_in_a_pair()
    {
        (int, int)[] ranges =
        [
            (0x0E01, 0x0E3A), (0x0E40, 0x0E4E), (0x3005, 0x3007), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FE), (0x3131, 0x318E),
            (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFA6D), (0xFF66, 0xFF9D), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x30000, 0x323AF),
        ];
        var missing = new List<string>();
        foreach (var rune in ranges.SelectMany(range => Enumerable.Range(range.Item1, range.Item2 - range.Item1 + 1)).Where((_, index) => index % 7 == 0).Select(value => new Rune(value)))
        {
            _index.Clear();
            _index.Add($"山{rune}川");
            if (!_index.Finds(SearchText.ForQuery(rune.ToString(), unfinished: false)) || !_index.Finds(SearchText.ForQuery($"{rune}川", unfinished: false)))
            {
                missing.Add($"{rune.Value:x}");
            }
        }

        Assert.True(missing.Count == 0, string.Join(' ', missing));
    }

    [Fact]
    public void Any_text_can_be_indexed_and_searched()
    {
        var random = new Random(14);
        for (var round = 0; round < 3_000; round++)
        {
            var text = RandomText(random);
            var query = random.Next(2) == 0 ? RandomText(random) : Part(text, random);

            _index.Clear();
            _index.Add(text, RandomText(random));
            if (SearchText.ForQuery(query, random.Next(2) == 0) is { } match)
            {
                _index.Finds(match);
            }
        }
    }

    [Fact]
    public void Every_text_is_found_by_itself()
    {
        var random = new Random(15);
        for (var round = 0; round < 5_000; round++)
        {
            // The tokenizer takes newer letters of some scripts for spaces, so that there may be nothing to find.
            var text = new string([.. RandomText(random).Where(unit => unit is < '\u0590' or (>= '\u0E00' and < '\u0E80') or >= '\u2000')]);
            _index.Clear();
            _index.Add(text);
            if (SearchText.ForQuery(text, unfinished: false) is { } match)
            {
                Assert.True(_index.Finds(match), string.Join(' ', text.Select(unit => $"{(int)unit:x4}")));
            }
        }
    }

    private static string Part(string text, Random random)
    {
        var start = random.Next(text.Length + 1);
        return text.Substring(start, random.Next(text.Length - start + 1));
    }

    /// <summary>Any UTF-16 code units, also halves of pairs, with more of those that mean something to the index.</summary>
    private static string RandomText(Random random)
    {
        const string special = "\"'*()^{}+-:\0\uE000\u200D\uFE0F\u20E3\t AND OR NOT NEAR text灯台の서울กินข🦊👩🚀🇨🇿🏽éÅ1#";
        return string.Create(random.Next(24), random, static (text, random) =>
        {
            for (var index = 0; index < text.Length; index++)
            {
                text[index] = random.Next(4) == 0 ? (char)random.Next(0x10000) : special[random.Next(special.Length)];
            }
        });
    }
}
