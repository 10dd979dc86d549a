using DomSec.Corpus;

// Writes the corpus anew: dotnet run --project tests/DomSec.Corpus -- tests/vectors/domsec
if (args is not [var folder] || !Directory.Exists(Path.Combine(folder, "keys")))
{
    Console.Error.WriteLine("Name the corpus folder, in which keys/ is: dotnet run --project tests/DomSec.Corpus -- tests/vectors/domsec");
    return 2;
}

IReadOnlyDictionary<string, byte[]> files = Generator.Make(folder);
foreach (string generated in Generator.Folders)
{
    string path = Path.Combine(folder, generated);
    if (Directory.Exists(path))
    {
        Directory.Delete(path, recursive: true);
    }
}

foreach ((string name, byte[] content) in files)
{
    string path = Path.Combine([folder, .. name.Split('/')]);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllBytes(path, content);
}

Console.WriteLine($"{files.Count} files, {files.Sum(file => file.Value.Length) / 1024} KiB");
return 0;
