using System.Text.RegularExpressions;
using DomSec.TestKit;

namespace DomSec.Tests.Architecture;

/// <summary>What the compiler does not check about the source.</summary>
public sealed partial class SourceTests
{
    private static readonly string[] Generated = ["bin", "obj", ".git", ".vs", ".idea", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];
    private static readonly string[] Binary = [".bin", ".p12", ".pfx", ".der", ".crt", ".cer", ".crl", ".p7m", ".p7s", ".p7c", ".xz", ".gz", ".zip", ".png", ".snk", ".dll"];

    [Fact]
    public void Source_file_is_not_longer_than_600_lines() =>
        None(FilesUnder("src", "*.cs").Where(file => File.ReadLines(file).Count() > 600).Select(Relative));

    [Fact]
    public void Source_file_holds_one_public_type()
    {
        string[] files = [.. FilesUnder("src", "*.cs")];
        Assert.NotEmpty(files);
        // Namespaces are file-scoped, so a type of its own starts in the first column.
        None(files.Where(file => PublicType().Count(File.ReadAllText(file)) > 1).Select(Relative));
    }

    [Fact]
    public void Public_type_is_in_the_file_of_its_name()
    {
        None(FilesUnder("src", "*.cs")
            .Where(file => PublicType().Match(File.ReadAllText(file)) is { Success: true } match && !string.Equals(match.Groups["name"].Value, Path.GetFileNameWithoutExtension(file).Split('.')[0], StringComparison.Ordinal))
            .Select(Relative));
    }

    [Fact]
    public void Folder_is_the_namespace()
    {
        string library = RepositoryFolder.Path("src/DomSec");
        None(FilesUnder("src/DomSec", "*.cs").Where(file =>
        {
            string folder = Path.GetRelativePath(library, Path.GetDirectoryName(file)!);
            string expected = folder is "." or "Properties" ? "DomSec" : "DomSec." + folder.Replace(Path.DirectorySeparatorChar, '.');
            return Namespace().Match(File.ReadAllText(file)) is { Success: true } match && !string.Equals(match.Groups["name"].Value, expected, StringComparison.Ordinal);
        }).Select(Relative));
    }

    [Fact]
    public void Repository_names_no_machine_s_folders()
    {
        // Written apart, or this file would find itself.
        string[] folders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", @"C:\Us" + "ers", "bash" + "_jobs"];
        None(
            from file in TextFiles()
            from line in File.ReadLines(file)
            where folders.Any(folder => line.Contains(folder, StringComparison.Ordinal))
            select $"{Relative(file)}: {line.Trim()}");
    }

    [Fact]
    public void Text_has_line_feeds_alone_and_ends_with_one()
    {
        None(
            from file in TextFiles()
            where Path.GetExtension(file) is ".cs" or ".md" or ".sh" or ".props" or ".csproj" or ".json"
            let text = File.ReadAllText(file)
            where text.Length > 0 && (text.Contains('\r', StringComparison.Ordinal) || text[^1] != '\n')
            select Relative(file));
    }

    // The whole list: xunit's own message shows five entries, and cuts those.
    private static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    [GeneratedRegex(@"^public\s+(?:(?:sealed|static|abstract|readonly|partial|ref|unsafe)\s+)*(?:class|struct|interface|enum|delegate\s+\S+|record(?:\s+(?:class|struct))?)\s+(?<name>\w+)", RegexOptions.Multiline, 5000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+);", RegexOptions.Multiline, 5000)]
    private static partial Regex Namespace();

    private static string Relative(string file) => Path.GetRelativePath(RepositoryFolder.Root, file);

    private static IEnumerable<string> FilesUnder(string folder, string pattern) =>
        Directory.EnumerateFiles(RepositoryFolder.Path(folder), pattern, SearchOption.AllDirectories).Where(IsWritten);

    private static IEnumerable<string> TextFiles() =>
        Directory.EnumerateFiles(RepositoryFolder.Root, "*", SearchOption.AllDirectories)
            .Where(file => IsWritten(file) && !Relative(file).StartsWith(Path.Combine("tests", "vectors"), StringComparison.Ordinal))
            .Where(file => !Binary.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && Path.GetFileName(file) is not ".git");

    private static bool IsWritten(string file) => !Relative(file).Split(Path.DirectorySeparatorChar).SkipLast(1).Any(part => Generated.Contains(part, StringComparer.Ordinal));
}
