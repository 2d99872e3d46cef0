using System.Text;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Import;

namespace Darkroom.Tests.Campaigns.Import;

/// <summary>Reads sheets and reports their problems with the line.</summary>
public sealed class CopySheetTests
{
    private const string Two = "Headline,Call to action,Language,Product\r\nHello,Buy,en,Shoes\r\nHallo,Kaufen,de,Shoes\r\n";

    [Fact]
    public void A_sheet_is_read_as_the_texts_of_each_language()
    {
        var reading = Read("headline,cta,lang,product\nOne,Buy,en,Shoes\nOne,Try,en,Hats\nTwo,Buy,en,Shoes\nEins,Kaufen,de,Shoes\nZwei,Probieren,de,\n");
        Assert.Empty(reading.Problems);
        Assert.Equal(["en", "de"], reading.Copy.Select(copy => copy.Language));
        Assert.Equal(["One", "Two"], reading.Copy[0].Headlines);
        Assert.Equal(["Buy", "Try"], reading.Copy[0].CallsToAction);
        Assert.Equal(["Eins", "Zwei"], reading.Copy[1].Headlines);
        Assert.Equal(["Shoes", "Hats"], reading.Products);
        Assert.Empty(reading.Notices);
    }

    [Fact]
    public void A_sheet_replaces_the_texts_of_a_brief_and_keeps_small_print()
    {
        var brief = new Brief { Name = "Sale", Product = "Old", Copy = [new("DE", ["x"], ["y"], "AGB"), new("fr", ["x"], ["y"])] };
        var after = Read(Two).ApplyTo(brief);
        Assert.Equal(["en", "de"], after.Copy.Select(copy => copy.Language));
        Assert.Equal([null, "AGB"], after.Copy.Select(copy => copy.SmallPrint));
        Assert.Equal(("Sale", "Shoes"), (after.Name, after.Product));
        Assert.Equal("Old", Read("headline,cta\na,b").ApplyTo(brief).Product);
    }

    public static TheoryData<string, byte[]> Encodings
    {
        get
        {
            var data = new TheoryData<string, byte[]>();
            foreach (var (name, encoding) in new (string, Encoding)[]
            {
                ("UTF-8", new UTF8Encoding(false)), ("UTF-8 with a mark", new UTF8Encoding(true)), ("UTF-16", new UnicodeEncoding(false, true)),
                ("UTF-16, big end first", new UnicodeEncoding(true, true)), ("UTF-16 without a mark", new UnicodeEncoding(false, false)),
            })
            {
                data.Add(name, [.. encoding.GetPreamble(), .. encoding.GetBytes("headline;cta;language\r\n夏のセール;今すぐ購入;ja\r\n")]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_usual_encoding_is_read(string name, byte[] bytes)
    {
        var reading = CopySheet.Read(bytes, "en");
        Assert.True(reading.Problems.IsEmpty, $"{name}: {string.Join(' ', reading.Problems)}");
        Assert.Equal("夏のセール", Assert.Single(reading.Copy).Headlines.Single());
    }

    [Theory]
    [InlineData("headline,cta\nA,B")]
    [InlineData("headline;cta\nA;B\n")]
    [InlineData("headline\tcta\r\nA\tB\r\n")]
    [InlineData("headline,cta\rA,B\r")]
    [InlineData("sep=;\r\nheadline;cta\r\nA;B")]
    [InlineData("\"headline\",\"cta\"\n\"A\",\"B\"")]
    [InlineData("CTA, HEADLINE \n B , A \n")]
    [InlineData("headline,call_to_action\n\n,\nA,B\n\n")]
    [InlineData("\"head\"\"line\",headline,cta\n;;;,A,B")]
    public void Separators_line_ends_and_quotes_of_all_kinds_are_read(string sheet)
    {
        var copy = Assert.Single(Read(sheet).Copy);
        Assert.Equal(("en", "A", "B"), (copy.Language, copy.Headlines.Single(), copy.CallsToAction.Single()));
    }

    [Fact]
    public void Quoted_cells_can_contain_separators_quotes_and_line_breaks()
    {
        var reading = Read("headline,cta\r\n\"One, \"\"two\"\"\r\nthree\",Buy\r\n\"\",x\r\n");
        Assert.Equal(new SheetProblem(4, "headline", "It is empty."), Assert.Single(reading.Problems));
        var good = Read("headline,cta\r\n\"One, \"\"two\"\"\r\nthree\",\"\"\"\"\r\n");
        Assert.Equal(("One, \"two\"\r\nthree", "\""), (good.Copy[0].Headlines[0], good.Copy[0].CallsToAction[0]));
    }

    public static TheoryData<string, int, string?, string> Bad => new()
    {
        { "", 0, null, "The sheet is empty" },
        { "\r\n\r\n", 0, null, "The sheet is empty" },
        { "headline,cta\n", 1, null, "nothing below the first line" },
        { "title\nA", 1, "call to action", "The first line has “title”; it needs headline and call to action" },
        { "hedline,cta\nA,B", 1, "headline", "The first line has “hedline”, “cta”" },
        { "headline,title,cta\nA,B,C", 1, "headline", "Two columns contain it: “headline” and “title”" },
        { "headline,cta\nA,B\nA,B,C", 3, null, "It has 3 cells, but the first line has 2 cells." },
        { "headline,cta\n\"A\nB\",C\nonly", 4, null, "It has 1 cell, but the first line has 2 cells." },
        { "headline,cta\n,B", 2, "headline", "It is empty" },
        { "headline,cta\nA,", 2, "call to action", "en has 0 different texts; 1 to 5 are allowed" },
        { $"headline,cta\n{new string('x', 300)},B", 2, "headline", "Too long: 300 of 120 characters" },
        { $"headline,cta\nA,{new string('x', 300)}", 2, "call to action", "Too long: 300 of 40 characters" },
        { "headline,cta\nA\u0007,B", 2, "headline", "a control character" },
        { "headline,cta,language\nA,B,english please", 2, "language", "such as en, ar or pt-BR" },
        { "headline,cta,language\nA,B,en\nC,B,en\nD,E,de", 4, "headline", "de has 1 different texts, but en has 2" },
        { $"headline,cta\n{string.Concat(Enumerable.Range(0, 11).Select(one => $"h{one},B\n"))}", 2, "headline", "en has 11 different texts; 1 to 10" },
        { "headline,cta\n\"A,B\nC,D", 2, null, "A quote is opened here and never closed" },
        { "headline,cta\nx,y\n\"A\"B,C", 3, null, "text after a closing quote" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Problems_have_their_line(string sheet, int line, string? column, string message)
    {
        var reading = Read(sheet);
        var problem = reading.Problems[0];
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Copy);
    }

    [Fact]
    public void Repeated_rows_are_reported_and_ignored()
    {
        var reading = Read("headline,cta,note\nA,B,x\nC,B,\n\nA,B,y\n");
        Assert.Equal(["These columns were ignored: “note”.", "Line 5 repeats line 2 and was ignored."], reading.Notices);
        Assert.Equal(["A", "C"], reading.Copy.Single().Headlines);
    }

    [Fact]
    public void A_sheet_that_is_not_text_is_rejected()
    {
        Assert.Contains("ZIP", ProblemWith([(byte)'P', (byte)'K', 3, 4, 0xFF, 0xFE]), StringComparison.Ordinal);
        Assert.Contains("not text", ProblemWith([.. "headline,cta\nA\0,B"u8]), StringComparison.Ordinal);
        Assert.Contains("neither UTF-8 nor UTF-16", ProblemWith([.. "headline,cta\n"u8, 0xE4, (byte)',']), StringComparison.Ordinal);
        Assert.Contains("neither UTF-8 nor UTF-16", ProblemWith([0xFF, 0xFE, 0x41, 0x00, 0x00, 0xD8]), StringComparison.Ordinal);

        static string ProblemWith(byte[] bytes) => Assert.Single(CopySheet.Read(bytes, "en").Problems).Message;
    }

    [Fact]
    public void Reading_ends_at_the_row_limit()
    {
        var rows = string.Concat(Enumerable.Range(0, CopySheet.MaxRows + 1).Select(_ => "A,B\n"));
        Assert.Contains("more than 10,000 rows below", Assert.Single(Read($"headline,cta\n{rows}").Problems).Message, StringComparison.Ordinal);
        Assert.Empty(Read($"headline,cta\n{rows[4..]}").Problems);
    }

    [Fact]
    public void Thousands_of_problems_are_counted_and_not_listed()
    {
        var problems = Read($"headline,cta\n{string.Concat(Enumerable.Range(0, 1000).Select(one => $",b{one}\n"))}").Problems;
        Assert.Equal(21, problems.Length);
        Assert.Contains("more problems", problems[^1].Message, StringComparison.Ordinal);
    }

    private static SheetReading Read(string sheet) => CopySheet.Read(Encoding.UTF8.GetBytes(sheet), "en");
}
