using System.Globalization;

namespace DomSec.Benchmarks;

/// <summary>Where reports go: benchmarks/results of the repository, named by day and subject.</summary>
internal static class Results
{
    internal static void Write(string subject, string text)
    {
        string path = Path.Combine(Folder(), string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}-{subject}.md"));
        File.WriteAllText(path, text);
        Console.WriteLine("Written: " + Path.GetFileName(path));
    }

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DomSec.sln")))
            {
                return Directory.CreateDirectory(Path.Combine(folder.FullName, "benchmarks", "results")).FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
