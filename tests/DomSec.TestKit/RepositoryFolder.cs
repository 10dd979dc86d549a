namespace DomSec.TestKit;

/// <summary>Finds the repository from wherever the tests run.</summary>
public static class RepositoryFolder
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder that holds DomSec.sln.</summary>
    public static string Root => Found.Value;

    /// <summary>A path below it, parts separated by slashes.</summary>
    public static string Path(string relative) => System.IO.Path.Combine([Root, .. relative.Split('/')]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DomSec.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("DomSec.sln is not above " + AppContext.BaseDirectory);
    }
}
