using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AddTrashedArtifacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "TrashedArtifacts",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    OrganizationId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ProjectId = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 840, nullable: false, collation: "BINARY"),
                    Digest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    Size = table.Column<long>(type: "INTEGER", nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true, collation: "BINARY"),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeletedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false, collation: "BINARY")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrashedArtifacts", x => x.Key);
                    table.ForeignKey(
                        name: "FK_TrashedArtifacts_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TrashedArtifacts_OrganizationId_DeletedAt",
                table: "TrashedArtifacts",
                columns: new[] { "OrganizationId", "DeletedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_TrashedArtifacts_OrganizationId_Digest",
                table: "TrashedArtifacts",
                columns: new[] { "OrganizationId", "Digest" });

            migrationBuilder.CreateIndex(
                name: "IX_TrashedArtifacts_ProjectId_Path",
                table: "TrashedArtifacts",
                columns: new[] { "ProjectId", "Path" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TrashedArtifacts");
        }
    }
}
