declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr>, i32, <4 x i1>, <4 x float>)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %context, i64 11
  %v24 = load ptr, ptr %v23, align 8
  %v25 = getelementptr ptr, ptr %context, i64 12
  %v26 = load ptr, ptr %v25, align 8
  %v27 = getelementptr ptr, ptr %context, i64 13
  %v28 = load ptr, ptr %v27, align 8
  %v29 = add nsw i64 %v2, %v4
  %v30 = sub i64 %v29, 1
  br label %b31
b31:
  %i34 = phi i64 [ %v2, %entry ], [ %v345, %b329 ]
  %v35 = icmp slt i64 %i34, %v4
  br i1 %v35, label %b32, label %b33
b32:
  %v36 = getelementptr i64, ptr %v6, i64 %i34
  %v37 = load i64, ptr %v36, align 8
  %v38 = getelementptr i64, ptr %v8, i64 %i34
  %v39 = load i64, ptr %v38, align 8
  %v40 = icmp slt i64 %last, %v39
  %v41 = select i1 %v40, i64 %last, i64 %v39
  %v42 = and i64 %i34, 1
  %v43 = icmp eq i64 %v42, 1
  %v44 = getelementptr i64, ptr %v10, i64 %i34
  %v45 = load i64, ptr %v44, align 8
  %v46 = icmp slt i64 %v45, %v41
  %v47 = select i1 %v46, i64 %v45, i64 %v41
  %v48 = icmp sgt i64 %first, %v47
  %v49 = select i1 %v48, i64 %first, i64 %v47
  %v50 = sub i64 %i34, 1
  %v51 = icmp sgt i64 %v50, 0
  %v52 = select i1 %v51, i64 %v50, i64 0
  %v53 = getelementptr i64, ptr %v6, i64 %v52
  %v54 = load i64, ptr %v53, align 8
  br label %b55
b55:
  %i58 = phi i64 [ 0, %b32 ], [ %v321, %b87 ]
  %v59 = icmp slt i64 %i58, 2
  br i1 %v59, label %b56, label %b57
b56:
  %v60 = icmp eq i64 %i58, 1
  %v61 = select i1 %v60, i64 %v49, i64 %first
  %v62 = select i1 %v60, i64 %v41, i64 %v49
  %v63 = mul i64 %v37, 2
  %v64 = getelementptr inbounds float, ptr %v14, i64 %v63
  %v65 = mul i64 %v54, 3
  %v66 = getelementptr inbounds float, ptr %v16, i64 %v65
  %v67 = select i1 %v60, ptr %v18, ptr %v66
  %v68 = mul i64 %v54, 3
  %v69 = getelementptr inbounds float, ptr %v20, i64 %v68
  %v70 = select i1 %v60, ptr %v22, ptr %v69
  %v71 = mul i64 %v37, 3
  %v72 = getelementptr inbounds float, ptr %v16, i64 %v71
  %v73 = mul i64 %v37, 3
  %v74 = getelementptr inbounds float, ptr %v20, i64 %v73
  %v75 = mul i64 %v37, 12
  %v76 = getelementptr inbounds float, ptr %v24, i64 %v75
  %v77 = mul i64 %v37, 12
  %v78 = getelementptr inbounds float, ptr %v24, i64 %v77
  %v79 = getelementptr inbounds float, ptr %v78, i64 3
  %v80 = mul i64 %v37, 12
  %v81 = getelementptr inbounds float, ptr %v24, i64 %v80
  %v82 = getelementptr inbounds float, ptr %v81, i64 6
  %v83 = mul i64 %v37, 12
  %v84 = getelementptr inbounds float, ptr %v24, i64 %v83
  %v85 = getelementptr inbounds float, ptr %v84, i64 9
  %v88 = icmp slt i64 %v61, %v62
  br i1 %v88, label %b86, label %b87
b86:
  %v89 = sub i64 %v62, %v61
  %v91 = add i64 %v89, 0
  %v92 = udiv i64 %v91, 1
  %v93 = udiv i64 %v89, %v92
  %v94 = mul i64 %v93, %v92
  %v95 = sub i64 %v89, %v94
  %v96 = select i1 %v43, i64 -4, i64 4
  br label %b97
b97:
  %i100 = phi i64 [ 0, %b86 ], [ %v320, %b111 ]
  %v101 = icmp slt i64 %i100, %v92
  br i1 %v101, label %b98, label %b99
b98:
  %v102 = mul i64 %i100, %v93
  %v103 = icmp slt i64 %i100, %v95
  %v104 = select i1 %v103, i64 %i100, i64 %v95
  %v105 = add nsw i64 %v102, %v104
  %v106 = icmp slt i64 %i100, %v95
  %v107 = zext i1 %v106 to i64
  %v108 = add nsw i64 %v93, %v107
  %v109 = add nsw i64 %v61, %v105
  switch i64 %v108, label %b111 [ i64 1, label %b110 ]
b110:
  %v112 = load <4 x float>, ptr %v12, align 4
  %v113 = getelementptr inbounds float, ptr %v12, i64 4
  %v114 = load <4 x float>, ptr %v113, align 4
  %v115 = getelementptr inbounds float, ptr %v12, i64 8
  %v116 = load <4 x float>, ptr %v115, align 4
  %v117 = getelementptr inbounds float, ptr %v12, i64 12
  %v118 = load <4 x float>, ptr %v117, align 4
  %v119 = mul i64 %v109, 2
  %v120 = getelementptr inbounds float, ptr %v64, i64 %v119
  %v121 = getelementptr inbounds float, ptr %v12, i64 16
  %v122 = mul i64 0, 8
  %v123 = getelementptr inbounds float, ptr %v121, i64 %v122
  %v124 = load float, ptr %v120, align 4
  %v125 = insertelement <4 x float> poison, float %v124, i32 0
  %v126 = shufflevector <4 x float> %v125, <4 x float> poison, <4 x i32> zeroinitializer
  %v127 = load <4 x float>, ptr %v123, align 4
  %v128 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v126, <4 x float> %v127, <4 x float> %v112)
  %v129 = getelementptr inbounds float, ptr %v123, i64 4
  %v130 = load <4 x float>, ptr %v129, align 4
  %v131 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v126, <4 x float> %v130, <4 x float> %v114)
  %v132 = getelementptr inbounds float, ptr %v123, i64 8
  %v133 = load <4 x float>, ptr %v132, align 4
  %v134 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v126, <4 x float> %v133, <4 x float> %v116)
  %v135 = getelementptr inbounds float, ptr %v123, i64 12
  %v136 = load <4 x float>, ptr %v135, align 4
  %v137 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v126, <4 x float> %v136, <4 x float> %v118)
  %v138 = getelementptr inbounds float, ptr %v120, i64 1
  %v139 = load float, ptr %v138, align 4
  %v140 = insertelement <4 x float> poison, float %v139, i32 0
  %v141 = shufflevector <4 x float> %v140, <4 x float> poison, <4 x i32> zeroinitializer
  %v142 = getelementptr inbounds float, ptr %v123, i64 16
  %v143 = load <4 x float>, ptr %v142, align 4
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v143, <4 x float> %v128)
  %v145 = getelementptr inbounds float, ptr %v123, i64 20
  %v146 = load <4 x float>, ptr %v145, align 4
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v146, <4 x float> %v131)
  %v148 = getelementptr inbounds float, ptr %v123, i64 24
  %v149 = load <4 x float>, ptr %v148, align 4
  %v150 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v149, <4 x float> %v134)
  %v151 = getelementptr inbounds float, ptr %v123, i64 28
  %v152 = load <4 x float>, ptr %v151, align 4
  %v153 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v152, <4 x float> %v137)
  %v154 = mul i64 %v109, 3
  %v155 = getelementptr inbounds float, ptr %v67, i64 %v154
  %v156 = getelementptr inbounds float, ptr %v12, i64 48
  %v157 = mul i64 0, 12
  %v158 = getelementptr inbounds float, ptr %v156, i64 %v157
  %v159 = load float, ptr %v155, align 4
  %v160 = insertelement <4 x float> poison, float %v159, i32 0
  %v161 = shufflevector <4 x float> %v160, <4 x float> poison, <4 x i32> zeroinitializer
  %v162 = load <4 x float>, ptr %v158, align 4
  %v163 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v161, <4 x float> %v162, <4 x float> %v144)
  %v164 = getelementptr inbounds float, ptr %v158, i64 4
  %v165 = load <4 x float>, ptr %v164, align 4
  %v166 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v161, <4 x float> %v165, <4 x float> %v147)
  %v167 = getelementptr inbounds float, ptr %v158, i64 8
  %v168 = load <4 x float>, ptr %v167, align 4
  %v169 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v161, <4 x float> %v168, <4 x float> %v150)
  %v170 = getelementptr inbounds float, ptr %v158, i64 12
  %v171 = load <4 x float>, ptr %v170, align 4
  %v172 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v161, <4 x float> %v171, <4 x float> %v153)
  %v173 = getelementptr inbounds float, ptr %v155, i64 1
  %v174 = load float, ptr %v173, align 4
  %v175 = insertelement <4 x float> poison, float %v174, i32 0
  %v176 = shufflevector <4 x float> %v175, <4 x float> poison, <4 x i32> zeroinitializer
  %v177 = getelementptr inbounds float, ptr %v158, i64 16
  %v178 = load <4 x float>, ptr %v177, align 4
  %v179 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v176, <4 x float> %v178, <4 x float> %v163)
  %v180 = getelementptr inbounds float, ptr %v158, i64 20
  %v181 = load <4 x float>, ptr %v180, align 4
  %v182 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v176, <4 x float> %v181, <4 x float> %v166)
  %v183 = getelementptr inbounds float, ptr %v158, i64 24
  %v184 = load <4 x float>, ptr %v183, align 4
  %v185 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v176, <4 x float> %v184, <4 x float> %v169)
  %v186 = getelementptr inbounds float, ptr %v158, i64 28
  %v187 = load <4 x float>, ptr %v186, align 4
  %v188 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v176, <4 x float> %v187, <4 x float> %v172)
  %v189 = getelementptr inbounds float, ptr %v155, i64 2
  %v190 = load float, ptr %v189, align 4
  %v191 = insertelement <4 x float> poison, float %v190, i32 0
  %v192 = shufflevector <4 x float> %v191, <4 x float> poison, <4 x i32> zeroinitializer
  %v193 = getelementptr inbounds float, ptr %v158, i64 32
  %v194 = load <4 x float>, ptr %v193, align 4
  %v195 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v194, <4 x float> %v179)
  %v196 = getelementptr inbounds float, ptr %v158, i64 36
  %v197 = load <4 x float>, ptr %v196, align 4
  %v198 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v197, <4 x float> %v182)
  %v199 = getelementptr inbounds float, ptr %v158, i64 40
  %v200 = load <4 x float>, ptr %v199, align 4
  %v201 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v200, <4 x float> %v185)
  %v202 = getelementptr inbounds float, ptr %v158, i64 44
  %v203 = load <4 x float>, ptr %v202, align 4
  %v204 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v192, <4 x float> %v203, <4 x float> %v188)
  %v205 = mul i64 %v109, 3
  %v206 = getelementptr inbounds float, ptr %v70, i64 %v205
  %v207 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v206, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v208 = fcmp ogt <4 x float> %v195, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v209 = select <4 x i1> %v208, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v195
  %v210 = fcmp olt <4 x float> %v209, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v211 = select <4 x i1> %v210, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v209
  %v212 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v211, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v213 = fsub <4 x float> %v212, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v214 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v213, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v211)
  %v215 = bitcast <4 x float> %v212 to <4 x i32>
  %v216 = shl <4 x i32> %v215, <i32 23, i32 23, i32 23, i32 23>
  %v217 = bitcast <4 x i32> %v216 to <4 x float>
  %v218 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v214, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v219 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v218, <4 x float> %v214, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v220 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v219, <4 x float> %v214, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v221 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v220, <4 x float> %v214, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v222 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v221, <4 x float> %v214, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v223 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v214, <4 x float> %v222, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v224 = fmul <4 x float> %v217, %v223
  %v225 = fadd <4 x float> %v224, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v226 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v225
  %v227 = fcmp ogt <4 x float> %v201, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v228 = select <4 x i1> %v227, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v201
  %v229 = fcmp olt <4 x float> %v228, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v230 = select <4 x i1> %v229, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v228
  %v231 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v230, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v232 = fsub <4 x float> %v231, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v233 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v232, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v230)
  %v234 = bitcast <4 x float> %v231 to <4 x i32>
  %v235 = shl <4 x i32> %v234, <i32 23, i32 23, i32 23, i32 23>
  %v236 = bitcast <4 x i32> %v235 to <4 x float>
  %v237 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v233, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v238 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v237, <4 x float> %v233, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v239 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v238, <4 x float> %v233, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v240 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v239, <4 x float> %v233, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v241 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v240, <4 x float> %v233, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v242 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v233, <4 x float> %v241, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v243 = fmul <4 x float> %v236, %v242
  %v244 = fadd <4 x float> %v243, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v245 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v244
  %v246 = fcmp ogt <4 x float> %v204, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v247 = select <4 x i1> %v246, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v204
  %v248 = fcmp olt <4 x float> %v247, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v249 = select <4 x i1> %v248, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v247
  %v250 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v249, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v251 = fsub <4 x float> %v250, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v252 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v251, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v249)
  %v253 = bitcast <4 x float> %v250 to <4 x i32>
  %v254 = shl <4 x i32> %v253, <i32 23, i32 23, i32 23, i32 23>
  %v255 = bitcast <4 x i32> %v254 to <4 x float>
  %v256 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v252, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v257 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v256, <4 x float> %v252, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v258 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v257, <4 x float> %v252, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v259 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v258, <4 x float> %v252, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v260 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v259, <4 x float> %v252, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v261 = fmul <4 x float> %v252, %v260
  %v262 = fsub <4 x float> %v255, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v263 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v255, <4 x float> %v261, <4 x float> %v262)
  %v264 = fadd <4 x float> %v263, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v265 = fdiv <4 x float> %v263, %v264
  %v266 = fmul <4 x float> %v245, %v265
  %v267 = fcmp ogt <4 x float> %v198, <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>
  %v268 = select <4 x i1> %v267, <4 x float> <float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000, float 0x4055A66660000000>, <4 x float> %v198
  %v269 = fcmp olt <4 x float> %v268, <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>
  %v270 = select <4 x i1> %v269, <4 x float> <float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000, float 0xC0562EB860000000>, <4 x float> %v268
  %v271 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v270, <4 x float> <float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000, float 0xBFF7154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v272 = fsub <4 x float> %v271, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v273 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v272, <4 x float> <float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000, float 0x3FE62E4300000000>, <4 x float> %v270)
  %v274 = bitcast <4 x float> %v271 to <4 x i32>
  %v275 = shl <4 x i32> %v274, <i32 23, i32 23, i32 23, i32 23>
  %v276 = bitcast <4 x i32> %v275 to <4 x float>
  %v277 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000, float 0x3F56BEC060000000>, <4 x float> %v273, <4 x float> <float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000, float 0xBF81227760000000>)
  %v278 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v277, <4 x float> %v273, <4 x float> <float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000, float 0x3FA5556740000000>)
  %v279 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v278, <4 x float> %v273, <4 x float> <float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000, float 0xBFC5554B00000000>)
  %v280 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v279, <4 x float> %v273, <4 x float> <float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000, float 0x3FDFFFFFE0000000>)
  %v281 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v280, <4 x float> %v273, <4 x float> <float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000, float 0xBFF0000000000000>)
  %v282 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v273, <4 x float> %v281, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v283 = fmul <4 x float> %v276, %v282
  %v284 = fadd <4 x float> %v283, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v285 = fdiv <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v284
  %v286 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v285, <4 x float> %v207, <4 x float> %v266)
  %v287 = fcmp ogt <4 x float> %v286, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v288 = select <4 x i1> %v287, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v286
  %v289 = fcmp olt <4 x float> %v288, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v290 = select <4 x i1> %v289, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v288
  %v291 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v290, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v292 = fsub <4 x float> %v291, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v293 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v292, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v290)
  %v294 = bitcast <4 x float> %v291 to <4 x i32>
  %v295 = shl <4 x i32> %v294, <i32 23, i32 23, i32 23, i32 23>
  %v296 = bitcast <4 x i32> %v295 to <4 x float>
  %v297 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v293, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v298 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v297, <4 x float> %v293, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v299 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v298, <4 x float> %v293, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v300 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v299, <4 x float> %v293, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v301 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v300, <4 x float> %v293, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v302 = fmul <4 x float> %v293, %v301
  %v303 = fsub <4 x float> %v296, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v304 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v296, <4 x float> %v302, <4 x float> %v303)
  %v305 = fadd <4 x float> %v304, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v306 = fdiv <4 x float> %v304, %v305
  %v307 = fmul <4 x float> %v226, %v306
  %v308 = mul i64 %v109, 3
  %v309 = getelementptr inbounds float, ptr %v72, i64 %v308
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v307, ptr %v309, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v310 = mul i64 %v109, 3
  %v311 = getelementptr inbounds float, ptr %v74, i64 %v310
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v286, ptr %v311, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v312 = mul i64 %v109, 12
  %v313 = getelementptr inbounds float, ptr %v76, i64 %v312
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v226, ptr %v313, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v314 = mul i64 %v109, 12
  %v315 = getelementptr inbounds float, ptr %v79, i64 %v314
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v285, ptr %v315, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v316 = mul i64 %v109, 12
  %v317 = getelementptr inbounds float, ptr %v82, i64 %v316
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v245, ptr %v317, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v318 = mul i64 %v109, 12
  %v319 = getelementptr inbounds float, ptr %v85, i64 %v318
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v265, ptr %v319, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b111
b111:
  %v320 = add nsw i64 %i100, 1
  br label %b97
b99:
  br label %b90
b90:
  br label %b87
b87:
  %v321 = add nsw i64 %i58, 1
  br label %b55
b57:
  %v322 = add i64 %i34, 1
  %v323 = getelementptr i64, ptr %v10, i64 %v322
  %v324 = load i64, ptr %v323, align 8
  %v325 = icmp sgt i64 %first, %v324
  %v326 = select i1 %v325, i64 %first, i64 %v324
  br label %b327
b327:
  %i330 = phi i64 [ %v326, %b57 ], [ %v344, %b328 ]
  %v331 = icmp slt i64 %i330, %v41
  br i1 %v331, label %b328, label %b329
b328:
  %v332 = add nsw i64 %v37, %i330
  %v333 = mul i64 %v332, 3
  %v334 = getelementptr inbounds float, ptr %v16, i64 %v333
  %v335 = mul i64 %i330, 3
  %v336 = getelementptr inbounds float, ptr %v26, i64 %v335
  %v337 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v334, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v337, ptr %v336, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v338 = add nsw i64 %v37, %i330
  %v339 = mul i64 %v338, 3
  %v340 = getelementptr inbounds float, ptr %v20, i64 %v339
  %v341 = mul i64 %i330, 3
  %v342 = getelementptr inbounds float, ptr %v28, i64 %v341
  %v343 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v340, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v343, ptr %v342, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v344 = add nsw i64 %i330, 1
  br label %b327
b329:
  %v345 = add nsw i64 %i34, 1
  br label %b31
b33:
  ret void
}

define void @pack(ptr noalias %context, i64 %member, i64 %members) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v13 = add nsw i64 %member, 1
  %v14 = icmp eq i64 %v13, %members
  br i1 %v14, label %b11, label %b12
b11:
  %v15 = getelementptr inbounds float, ptr %v2, i64 16
  %v16 = mul i64 0, 8
  %v17 = getelementptr inbounds float, ptr %v15, i64 %v16
  br label %b18
b18:
  %i21 = phi i64 [ 0, %b11 ], [ %v54, %b19 ]
  %v22 = icmp slt i64 %i21, 2
  br i1 %v22, label %b19, label %b20
b19:
  %v23 = mul i64 9, 2
  %v24 = getelementptr inbounds float, ptr %v4, i64 %v23
  %v25 = getelementptr inbounds float, ptr %v24, i64 %i21
  %v26 = getelementptr float, ptr %v25, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v27 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v26, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v28 = mul i64 %i21, 16
  %v29 = getelementptr inbounds float, ptr %v17, i64 %v28
  store <4 x float> %v27, ptr %v29, align 4
  %v30 = mul i64 3, 2
  %v31 = getelementptr inbounds float, ptr %v4, i64 %v30
  %v32 = getelementptr inbounds float, ptr %v31, i64 %i21
  %v33 = getelementptr float, ptr %v32, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v34 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v33, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v35 = mul i64 %i21, 16
  %v36 = getelementptr inbounds float, ptr %v17, i64 %v35
  %v37 = getelementptr inbounds float, ptr %v36, i64 4
  store <4 x float> %v34, ptr %v37, align 4
  %v38 = mul i64 0, 2
  %v39 = getelementptr inbounds float, ptr %v4, i64 %v38
  %v40 = getelementptr inbounds float, ptr %v39, i64 %i21
  %v41 = getelementptr float, ptr %v40, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v42 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v41, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v43 = mul i64 %i21, 16
  %v44 = getelementptr inbounds float, ptr %v17, i64 %v43
  %v45 = getelementptr inbounds float, ptr %v44, i64 8
  store <4 x float> %v42, ptr %v45, align 4
  %v46 = mul i64 6, 2
  %v47 = getelementptr inbounds float, ptr %v4, i64 %v46
  %v48 = getelementptr inbounds float, ptr %v47, i64 %i21
  %v49 = getelementptr float, ptr %v48, <4 x i64> <i64 0, i64 2, i64 4, i64 6>
  %v50 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v49, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v51 = mul i64 %i21, 16
  %v52 = getelementptr inbounds float, ptr %v17, i64 %v51
  %v53 = getelementptr inbounds float, ptr %v52, i64 12
  store <4 x float> %v50, ptr %v53, align 4
  %v54 = add nsw i64 %i21, 1
  br label %b18
b20:
  br label %b12
b12:
  %v57 = add nsw i64 %member, 1
  %v58 = icmp eq i64 %v57, %members
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = getelementptr inbounds float, ptr %v2, i64 48
  %v60 = mul i64 0, 12
  %v61 = getelementptr inbounds float, ptr %v59, i64 %v60
  br label %b62
b62:
  %i65 = phi i64 [ 0, %b55 ], [ %v98, %b63 ]
  %v66 = icmp slt i64 %i65, 3
  br i1 %v66, label %b63, label %b64
b63:
  %v67 = mul i64 9, 3
  %v68 = getelementptr inbounds float, ptr %v8, i64 %v67
  %v69 = getelementptr inbounds float, ptr %v68, i64 %i65
  %v70 = getelementptr float, ptr %v69, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v71 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v70, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v72 = mul i64 %i65, 16
  %v73 = getelementptr inbounds float, ptr %v61, i64 %v72
  store <4 x float> %v71, ptr %v73, align 4
  %v74 = mul i64 3, 3
  %v75 = getelementptr inbounds float, ptr %v8, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 %i65
  %v77 = getelementptr float, ptr %v76, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v78 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v77, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v79 = mul i64 %i65, 16
  %v80 = getelementptr inbounds float, ptr %v61, i64 %v79
  %v81 = getelementptr inbounds float, ptr %v80, i64 4
  store <4 x float> %v78, ptr %v81, align 4
  %v82 = mul i64 0, 3
  %v83 = getelementptr inbounds float, ptr %v8, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 %i65
  %v85 = getelementptr float, ptr %v84, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v86 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v85, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v87 = mul i64 %i65, 16
  %v88 = getelementptr inbounds float, ptr %v61, i64 %v87
  %v89 = getelementptr inbounds float, ptr %v88, i64 8
  store <4 x float> %v86, ptr %v89, align 4
  %v90 = mul i64 6, 3
  %v91 = getelementptr inbounds float, ptr %v8, i64 %v90
  %v92 = getelementptr inbounds float, ptr %v91, i64 %i65
  %v93 = getelementptr float, ptr %v92, <4 x i64> <i64 0, i64 3, i64 6, i64 9>
  %v94 = call <4 x float> @llvm.masked.gather.v4f32.v4p0(<4 x ptr> %v93, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v95 = mul i64 %i65, 16
  %v96 = getelementptr inbounds float, ptr %v61, i64 %v95
  %v97 = getelementptr inbounds float, ptr %v96, i64 12
  store <4 x float> %v94, ptr %v97, align 4
  %v98 = add nsw i64 %i65, 1
  br label %b62
b64:
  br label %b56
b56:
  %v101 = add nsw i64 %member, 1
  %v102 = icmp eq i64 %v101, %members
  br i1 %v102, label %b99, label %b100
b99:
  %v103 = getelementptr inbounds float, ptr %v6, i64 9
  %v104 = getelementptr inbounds float, ptr %v10, i64 9
  %v105 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v103, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v106 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v104, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v107 = fadd <4 x float> %v105, %v106
  store <4 x float> %v107, ptr %v2, align 4
  %v108 = getelementptr inbounds float, ptr %v6, i64 3
  %v109 = getelementptr inbounds float, ptr %v10, i64 3
  %v110 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v108, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v111 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v109, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v112 = fadd <4 x float> %v110, %v111
  %v113 = getelementptr inbounds float, ptr %v2, i64 4
  store <4 x float> %v112, ptr %v113, align 4
  %v114 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v6, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v115 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v10, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v116 = fadd <4 x float> %v114, %v115
  %v117 = getelementptr inbounds float, ptr %v2, i64 8
  store <4 x float> %v116, ptr %v117, align 4
  %v118 = getelementptr inbounds float, ptr %v6, i64 6
  %v119 = getelementptr inbounds float, ptr %v10, i64 6
  %v120 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v118, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v121 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v119, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v122 = fadd <4 x float> %v120, %v121
  %v123 = getelementptr inbounds float, ptr %v2, i64 12
  store <4 x float> %v122, ptr %v123, align 4
  br label %b100
b100:
  ret void
}
